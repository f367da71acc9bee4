using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Tests;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task Kvs_node_is_told_its_ports_its_folder_and_its_password()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().WithDataFolder("/data/shop").Resource;
        builder.AllocateEndpoints();

        var environment = await builder.EnvironmentOfAsync("kvs-0");
        var node = cluster.KvsNodes[0];
        Assert.Equal("kvs-0", environment["Cloudburst__Id"]);
        Assert.Equal(node.RespEndpoint.Port.ToString(), environment["Cloudburst__KvsPort"]);
        Assert.Equal($"http://127.0.0.1:{node.UpdatesEndpoint.Port}", environment["Cloudburst__Listen"]);
        Assert.Equal($"http://127.0.0.1:{node.HealthEndpoint.Port}", environment["Cloudburst__HealthListen"]);
        Assert.Equal(Path.Combine(Path.GetFullPath("/data/shop"), "kvs-0"), environment["Cloudburst__DataFolder"]);
        Assert.Equal(await cluster.KvsPassword.GetValueAsync(default), environment["Cloudburst__KvsPassword"]);
        Assert.NotEqual("", environment["Cloudburst__KvsPassword"]);
    }

    [Fact]
    public async Task Cache_listens_on_its_socket_and_knows_every_kvs_node_and_scheduler()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().WithKvsNodes(2).WithSchedulers(2).Resource;
        builder.AllocateEndpoints();

        var environment = await builder.EnvironmentOfAsync("node-1-cache");
        Assert.Equal("node-1", environment["Cloudburst__NodeId"]);
        Assert.Equal("unix:" + cluster.Caches.Last().SocketPath, environment["Cloudburst__Listen"]);
        Assert.Equal(string.Join(',', cluster.KvsNodes.Select(node => $"127.0.0.1:{node.RespEndpoint.Port}")), environment["Cloudburst__Kvs"]);
        Assert.Equal(string.Join(',', cluster.KvsNodes.Select(node => $"http://127.0.0.1:{node.UpdatesEndpoint.Port}")), environment["Cloudburst__KvsUpdates"]);
        Assert.Equal(string.Join(',', cluster.Schedulers.Select(node => $"http://127.0.0.1:{node.GrpcEndpoint.Port}")), environment["Cloudburst__Schedulers"]);
        Assert.True(environment.ContainsKey("Cloudburst__KvsPassword"));
    }

    [Fact]
    public async Task Scheduler_knows_the_kvs_and_waits_for_nobody_to_tell_it_more()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().Resource;
        builder.AllocateEndpoints();

        var environment = await builder.EnvironmentOfAsync("scheduler-0");
        Assert.Equal($"http://127.0.0.1:{cluster.Schedulers[0].GrpcEndpoint.Port}", environment["Cloudburst__Listen"]);
        Assert.Equal($"127.0.0.1:{cluster.KvsNodes[0].RespEndpoint.Port}", environment["Cloudburst__Kvs"]);
        Assert.True(environment.ContainsKey("Cloudburst__KvsPassword"));
    }

    [Fact]
    public async Task Executor_shares_the_cache_of_its_node_and_gets_no_password()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().Resource;
        builder.AllocateEndpoints();

        var environment = await builder.EnvironmentOfAsync("node-1-executor-1");
        Assert.Equal("executor", environment["Cloudburst__Role"]);
        Assert.Equal("node-1-executor-1", environment["Cloudburst__Id"]);
        Assert.Equal("node-1", environment["Cloudburst__NodeId"]);
        Assert.Equal("unix:" + cluster.Caches.Last().SocketPath, environment["Cloudburst__Cache"]);
        Assert.Equal("true", environment["Cloudburst__AllowKill"]);
        Assert.False(environment.ContainsKey("Cloudburst__KvsPassword"));
    }

    [Fact]
    public async Task No_two_processes_are_told_the_same_address()
    {
        var builder = TestAppHost.Running();
        builder.AddShop(nodes: 3, executorsPerNode: 3).WithKvsNodes(3).WithSchedulers(2);
        builder.AllocateEndpoints();

        var addresses = new List<string>();
        foreach (var resource in builder.Resources.OfType<IResourceWithEnvironment>())
        {
            var environment = await builder.EnvironmentOfAsync(resource.Name);
            addresses.AddRange(environment.Where(pair => pair.Key is "Cloudburst__Listen" or "Cloudburst__HealthListen").Select(pair => pair.Value));
            if (environment.TryGetValue("Cloudburst__KvsPort", out var port))
                addresses.Add("http://127.0.0.1:" + port);
        }

        Assert.Equal(addresses.Count, addresses.Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_references_the_cluster_gets_the_schedulers_twice_over()
    {
        var builder = TestAppHost.Running();
        var cluster = builder.AddShop().WithSchedulers(2);
        builder.AddExecutable("client", "client", ".").WithReference(cluster);
        builder.AllocateEndpoints();

        var environment = await builder.EnvironmentOfAsync("client");
        var expected = string.Join(',', cluster.Resource.Schedulers.Select(scheduler => $"http://127.0.0.1:{scheduler.GrpcEndpoint.Port}"));
        Assert.Equal(expected, environment["Cloudburst__Schedulers"]);
        Assert.Equal(expected, environment["ConnectionStrings__cb"]);
    }

    [Fact]
    public async Task Under_a_debugger_paused_calls_are_given_time()
    {
        var builder = TestAppHost.Running("--DEBUG_SESSION_RUN_MODE=Debug");
        var cluster = builder.AddShop();
        builder.AddExecutable("client", "client", ".").WithReference(cluster);
        builder.AllocateEndpoints();

        Assert.Equal("01:00:00", (await builder.EnvironmentOfAsync("scheduler-0"))["Cloudburst__CallTimeout"]);
        Assert.Equal("01:00:00", (await builder.EnvironmentOfAsync("client"))["Cloudburst__CallTimeout"]);
        foreach (var name in new[] { "scheduler-0", "node-0-cache", "node-0-executor-0", "client" })
            Assert.Equal("true", (await builder.EnvironmentOfAsync(name))["Cloudburst__Debugging"]);
    }

    [Theory]
    [InlineData("--Cloudburst:Debugging=true", true)]
    [InlineData("--Cloudburst:Debugging=false --DEBUG_SESSION_RUN_MODE=Debug", false)]
    [InlineData("--DEBUG_SESSION_RUN_MODE=NoDebug", false)]
    public async Task A_debugger_is_expected_where_one_is_said_to_come(string arguments, bool isExpected)
    {
        var builder = TestAppHost.Running(arguments.Split(' '));
        builder.AddShop();
        builder.AllocateEndpoints();

        Assert.Equal(isExpected, (await builder.EnvironmentOfAsync("node-0-executor-0")).ContainsKey("Cloudburst__Debugging"));
    }

    [Fact]
    public void Data_is_durable_in_the_same_folder_at_every_run()
    {
        var first = TestAppHost.Running().AddShop().Resource.DataFolder;
        var second = TestAppHost.Running().AddShop().Resource.DataFolder;

        Assert.Equal(first, second);
        Assert.True(Path.IsPathFullyQualified(first));
    }

    [Fact]
    public async Task Data_can_be_kept_in_memory()
    {
        var builder = TestAppHost.Running();
        builder.AddShop().WithDataFolder("");
        builder.AllocateEndpoints();

        Assert.Equal("", (await builder.EnvironmentOfAsync("kvs-0"))["Cloudburst__DataFolder"]);
    }

    [Fact]
    public void Configuration_moves_the_data_folder()
    {
        Assert.Equal("/elsewhere", TestAppHost.Running("--Cloudburst:DataFolder=/elsewhere").AddShop().Resource.DataFolder);
    }
}
