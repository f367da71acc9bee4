using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Kubernetes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Aspire.Tests;

public sealed class PublishTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cb-publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Plan_has_the_shape_of_the_app_model()
    {
        var builder = TestAppHost.Publishing("--Cloudburst:Kubernetes:FunctionsImages:Shop=registry.example/shop:7");
        builder.AddShop(nodes: 3, executorsPerNode: 2, spareExecutors: 4).WithSchedulers(2);

        var plan = await ReadAsync(builder);
        Assert.Equal(("cb", 2), (plan.Name, plan.Schedulers));
        var functions = Assert.Single(plan.Functions);
        Assert.Equal(("shop", "registry.example/shop:7", 3, 2), (functions.Name, functions.Image, functions.Nodes, functions.ExecutorsPerNode));
        Assert.Empty(functions.Variables);
    }

    [Fact]
    public async Task Several_store_nodes_are_refused_before_anything_is_written()
    {
        var builder = TestAppHost.Publishing();
        builder.AddShop().WithKvsNodes(2);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(builder));
        Assert.Contains("has 2 KVS nodes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_app_host_gives_to_executors_is_carried_and_secrets_are_left_to_a_secret()
    {
        var builder = TestAppHost.Publishing();
        var database = builder.AddConnectionString("orders");
        builder.AddCloudburst("cb").WithFunctions<TestAppHost.ShopProject>(configureExecutor: executor => executor
            .WithEnvironment("GREETING", "hello")
            .WithReference(database));

        var variables = Assert.Single((await ReadAsync(builder)).Functions).Variables;
        Assert.Equal(
            [new ExtraVariable("ConnectionStrings__orders", null, "orders.connectionString"), new ExtraVariable("GREETING", "hello", "hello")],
            variables);
    }

    [Fact]
    public void Configuration_wins_over_code()
    {
        var options = TestAppHost.Publishing("--Cloudburst:Kubernetes:Namespace=outside", "--Cloudburst:Kubernetes:Kvs:Memory=4Gi")
            .AddCloudburstKubernetes("k8s", options => options.Namespace = "inside").Resource.Options;

        Assert.Equal("outside", options.Namespace);
        Assert.Equal("4Gi", options.Kvs.Memory);
        Assert.Equal("1", options.Kvs.Cpu);
    }

    [Fact]
    public void Environment_stays_out_of_an_app_host_that_runs()
    {
        var running = TestAppHost.Running();
        running.AddCloudburstKubernetes("k8s");
        var publishing = TestAppHost.Publishing();
        publishing.AddCloudburstKubernetes("k8s");

        Assert.Empty(running.Resources);
        Assert.IsType<CloudburstKubernetesResource>(Assert.Single(publishing.Resources));
    }

    [Fact]
    public async Task Publishing_again_keeps_the_password_and_drops_what_is_gone()
    {
        var plan = Plan(["shop", "images"]);
        await ManifestFolder.WriteAsync(plan, _folder, default);
        var password = await PasswordAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "mine.yaml"), "kept");

        await ManifestFolder.WriteAsync(Plan(["shop"]), _folder, default);

        Assert.Equal(password, await PasswordAsync());
        Assert.Equal(
            [".gitignore", "10-kvs-password.yaml", "20-kvs.yaml", "30-scheduler.yaml", "40-shop.yaml", "README.txt", "mine.yaml"],
            Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal("10-kvs-password.yaml\n", await File.ReadAllTextAsync(Path.Combine(_folder, ".gitignore")));
    }

    [Fact]
    public async Task Password_is_random_and_readable_by_its_owner_only()
    {
        await ManifestFolder.WriteAsync(Plan(["shop"]), _folder, default);
        var first = await PasswordAsync();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "10-kvs-password.yaml")));

        File.Delete(Path.Combine(_folder, "10-kvs-password.yaml"));
        await ManifestFolder.WriteAsync(Plan(["shop"]), _folder, default);

        Assert.Equal(48, first.Length);
        Assert.NotEqual(first, await PasswordAsync());
    }

    [Fact]
    public async Task With_a_secret_of_ones_own_no_password_is_written()
    {
        var plan = Plan(["shop"]);
        plan.Options.KvsPasswordSecret = "mine";
        await ManifestFolder.WriteAsync(plan, _folder, default);

        Assert.False(File.Exists(Path.Combine(_folder, "10-kvs-password.yaml")));
        Assert.Contains("create secret generic mine --from-literal=password=", await File.ReadAllTextAsync(Path.Combine(_folder, "README.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_without_functions_cannot_be_published()
    {
        var builder = TestAppHost.Publishing();
        builder.AddCloudburst("cb");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(builder));
        Assert.Equal("Cloudburst cluster 'cb' has no functions to publish. Add WithFunctions<Projects.YourFunctions>().", error.Message);
    }

    [Fact]
    public async Task The_pipeline_writes_the_manifests_into_the_output_folder()
    {
        var builder = TestAppHost.Publishing("--output-path", _folder);
        builder.AddShop();
        builder.AddCloudburstKubernetes("k8s");
        await using var app = builder.Build();
        await app.RunAsync();

        Assert.Equal(0, Environment.ExitCode);
        var objects = Directory.EnumerateFiles(_folder, "*.yaml").SelectMany(path => KubernetesYaml.LoadAllFromString(File.ReadAllText(path))).ToList();
        Assert.Equal(["cb-kvs", "cb-shop"], objects.OfType<V1StatefulSet>().Select(set => set.Metadata.Name).Order());
        Assert.Equal("cb-scheduler-0", Assert.Single(objects.OfType<V1Deployment>()).Metadata.Name);
        Assert.Single(objects.OfType<V1Secret>());
        Assert.True(File.Exists(Path.Combine(_folder, "README.txt")));
    }

    [Fact]
    public async Task A_step_that_fails_makes_the_exit_code_of_the_command()
    {
        var builder = TestAppHost.Publishing("--output-path", _folder);
        builder.AddCloudburstKubernetes("k8s");
        await using var app = builder.Build();
        try
        {
            await app.RunAsync();
            Assert.Equal(1, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Options_that_the_cluster_would_refuse_are_named()
    {
        var options = new CloudburstKubernetesOptions { Namespace = "Shop_X", KvsStorage = "lots", ImagePullPolicy = "Sometimes" };
        options.Executor.Cpu = "0";

        Assert.Equal(
            [
                "Cloudburst:Kubernetes:Namespace is 'Shop_X' and must be a DNS label: lower-case letters, digits and hyphens, at most 63 of them.",
                "Cloudburst:Kubernetes:ImagePullPolicy is 'Sometimes' and must be Always or IfNotPresent or Never.",
                "Cloudburst:Kubernetes:KvsStorage is 'lots' and must be a quantity such as 10Gi.",
                "Cloudburst:Kubernetes:Executor:Cpu is '0' and must be a quantity such as 500m.",
            ],
            OptionsCheck.Problems(options));
        Assert.Empty(OptionsCheck.Problems(new CloudburstKubernetesOptions { Namespace = "shop", KvsStorageClass = "fast.ssd", KvsStorage = "1.5Ti" }));
    }

    [Fact]
    public void Names_that_are_no_options_are_told_with_the_nearest()
    {
        var environment = TestAppHost.Publishing("--Cloudburst:Kubernetes:Namspace=shop", "--Cloudburst:Kubernetes:Kvs:Memry=4Gi", "--Cloudburst:Kubernetes:FunctionsImages:Shop=shop:7")
            .AddCloudburstKubernetes("k8s").Resource;

        Assert.Equal(
            ["Cloudburst:Kubernetes:Kvs:Memry is not an option (did you mean 'Memory'?).", "Cloudburst:Kubernetes:Namspace is not an option (did you mean 'Namespace'?)."],
            environment.UnknownOptions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--Cloudburst:Kubernetes:Namespace=Shop_X")]
    [InlineData("--Cloudburst:Kubernetes:Namspace=shop")]
    public async Task An_option_that_is_wrong_publishes_nothing(string option)
    {
        var builder = TestAppHost.Publishing("--output-path", _folder, option);
        builder.AddShop();
        builder.AddCloudburstKubernetes("k8s");
        await using var app = builder.Build();
        try
        {
            await app.RunAsync();
            Assert.Equal(1, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private static Task<ClusterPlan> ReadAsync(IDistributedApplicationBuilder builder)
    {
        var options = builder.AddCloudburstKubernetes("k8s").Resource.Options;
        var cluster = builder.Resources.OfType<CloudburstResource>().Single();
        return PlanReader.ReadAsync(cluster, options, builder.ExecutionContext, NullLogger.Instance, default);
    }

    private static ClusterPlan Plan(string[] functions)
        => new("cb", 1, [.. functions.Select(name => new FunctionsPlan(name, name + ":latest", 1, 1, []))], new CloudburstKubernetesOptions());

    private async Task<string> PasswordAsync()
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(_folder, "10-kvs-password.yaml"));
        return Assert.IsType<V1Secret>(Assert.Single(KubernetesYaml.LoadAllFromString(yaml))).StringData["password"];
    }
}
