using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Cluster;

namespace Cloudburst.Aspire.Tests;

public sealed class AppModelTests
{
    [Fact]
    public void AddCloudburst_declares_every_role_as_a_resource()
    {
        var builder = TestAppHost.Running();
        builder.AddShop().WithKvsNodes(2).WithSchedulers(2);

        string[] expected =
        [
            "cb", "kvs-0", "kvs-1", "kvs-controller", "scheduler-0", "scheduler-1",
            "node-0-cache", "node-0-executor-0", "node-0-executor-1", "node-0-executor-2",
            "node-1-cache", "node-1-executor-0", "node-1-executor-1",
        ];
        Assert.Equal(expected.Order(), builder.Members().Select(resource => resource.Name).Order());
    }

    [Fact]
    public void Members_appear_under_the_cluster_without_being_its_children_in_the_model()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().Resource;

        foreach (var member in builder.Members().Where(resource => resource != cluster))
        {
            Assert.Contains(member.Annotations.OfType<ResourceRelationshipAnnotation>(), relation => relation.Type == "Parent" && relation.Resource == cluster);
            Assert.IsNotAssignableFrom<IResourceWithParent>(member);
        }
    }

    [Fact]
    public void Nothing_waits_in_a_chain()
    {
        var builder = TestAppHost.Running();
        builder.AddShop();

        Assert.DoesNotContain(builder.Resources, resource => resource.Annotations.OfType<WaitAnnotation>().Any());
    }

    [Fact]
    public void Every_endpoint_is_without_a_proxy_and_no_port_is_fixed()
    {
        var builder = TestAppHost.Running();
        builder.AddShop().WithKvsNodes(2);

        var endpoints = builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()).ToList();
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.False(endpoint.IsProxied));
        Assert.All(endpoints, endpoint => Assert.Null(endpoint.Port));
    }

    [Fact]
    public void Nodes_of_a_store_cluster_have_the_same_ports_at_every_run_on_the_same_data()
    {
        var folder = Directory.CreateTempSubdirectory("cb-ports-").FullName;
        try
        {
            var first = Ports();
            Assert.Equal(2, first.Distinct().Count());
            Assert.Equal(first, Ports());

            File.WriteAllText(Path.Combine(folder, "kvs-1.port"), "none");
            Assert.Contains("kvs-1.port", Assert.Throws<DistributedApplicationException>(() => Ports()).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        int?[] Ports()
        {
            var cluster = TestAppHost.Running().AddShop().WithKvsNodes(2).WithDataFolder(folder).Resource;
            StorePorts.Fix(cluster);
            return [.. cluster.KvsNodes.Select(node => node.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == EndpointNames.Resp).Port)];
        }
    }

    [Fact]
    public void Every_process_has_a_health_check_and_the_kill_command()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().Resource;

        foreach (var member in builder.Members().Where(resource => resource != cluster))
        {
            Assert.Single(member.Annotations.OfType<HealthCheckAnnotation>());
            Assert.Single(member.Annotations.OfType<ResourceCommandAnnotation>(), command => command.Name == "kill");
        }

        Assert.Equal(["scale-in", "scale-out"], cluster.Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name).Order());
    }

    [Fact]
    public void Spare_executors_wait_for_an_explicit_start()
    {
        var builder = TestAppHost.Running();
        builder.AddShop(nodes: 2, executorsPerNode: 1, spareExecutors: 3);

        var spare = builder.Resources.OfType<ProjectResource>().Where(resource => resource.Annotations.OfType<ExplicitStartupAnnotation>().Any()).Select(resource => resource.Name);
        Assert.Equal(["node-0-executor-1", "node-0-executor-2", "node-1-executor-1"], spare.Order());
    }

    [Fact]
    public void Each_functions_project_gets_nodes_of_its_own()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop(nodes: 1, executorsPerNode: 1, spareExecutors: 0).WithFunctions<TestAppHost.ShopProject>(nodes: 1, spareExecutors: 0).Resource;

        Assert.Equal(["node-0-cache", "node-1-cache"], cluster.Caches.Select(cache => cache.Name));
        Assert.Equal(["node-0-executor-0", "node-1-executor-0"], cluster.Executors.Select(executor => executor.Name));
    }

    [Fact]
    public void Functions_can_be_given_by_the_path_of_their_project()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddCloudburst("cb").WithFunctions(new TestAppHost.ShopProject().ProjectPath).Resource;

        Assert.Equal(["node-0-executor-0", "node-0-executor-1"], cluster.Executors.Select(executor => executor.Name));
    }

    [Fact]
    public void Socket_paths_fit_into_the_limit_of_every_platform_and_differ_between_app_hosts()
    {
        var first = TestAppHost.Running().AddShop(nodes: 3).Resource.Caches.Select(cache => cache.SocketPath).ToList();
        var second = TestAppHost.Running().AddShop(nodes: 3).Resource.Caches.Select(cache => cache.SocketPath).ToList();

        Assert.All(first, path => Assert.InRange(Encoding.UTF8.GetByteCount(path), 1, 103));
        Assert.Equal(6, first.Concat(second).Distinct().Count());
    }

    [Fact]
    public void Configuring_executors_reaches_every_one_of_them()
    {
        var seen = new List<string>();
        var builder = TestAppHost.Running();
        builder.AddCloudburst("cb").WithFunctions<TestAppHost.ShopProject>(nodes: 2, configureExecutor: executor => seen.Add(executor.Resource.Name));

        Assert.Equal(["node-0-executor-0", "node-0-executor-1", "node-1-executor-0"], seen);
    }

    [Fact]
    public void A_second_cluster_is_refused()
    {
        var builder = TestAppHost.Running();
        builder.AddCloudburst("cb");

        var error = Assert.Throws<InvalidOperationException>(() => builder.AddCloudburst("other"));
        Assert.Equal("Cloudburst cluster 'other' cannot be added: this app host has the cluster 'cb'. Add more functions to that one with WithFunctions.", error.Message);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, -1)]
    public void Sizes_that_make_no_sense_are_refused(int nodes, int executors, int spares)
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddCloudburst("cb");

        Assert.Throws<ArgumentOutOfRangeException>(() => cluster.WithFunctions<TestAppHost.ShopProject>(nodes, executors, spares));
    }

    [Fact]
    public void The_number_of_kvs_nodes_does_not_go_down()
    {
        var cluster = TestAppHost.Running().AddCloudburst("cb").WithKvsNodes(2);

        Assert.Throws<ArgumentOutOfRangeException>(() => cluster.WithKvsNodes(1));
    }
}
