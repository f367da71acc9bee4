using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Cluster;
using Microsoft.Extensions.Configuration;

namespace Cloudburst.Aspire.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cb-runtime-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("kvs-0", "kvs")]
    [InlineData("scheduler-0", "scheduler")]
    [InlineData("node-0-cache", "cache")]
    public async Task Roles_run_the_node_binary_of_the_runtime_directory(string name, string role)
    {
        var binary = Path.Combine(_folder, "Cloudburst.Node.dll");
        await File.WriteAllTextAsync(binary, "");
        var builder = TestAppHost.Running($"--Cloudburst:RuntimeDirectory={_folder}");
        builder.AddShop();

        var resource = builder.Resource<ExecutableResource>(name);
        List<object> args = [];
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(new CommandLineArgsCallbackContext(args, resource) { ExecutionContext = builder.ExecutionContext });

        Assert.Equal("dotnet", resource.Command);
        Assert.Equal([binary, role], args);
    }

    [Fact]
    public void A_missing_binary_is_named_with_the_key_that_sets_its_folder()
    {
        var error = Assert.Throws<DistributedApplicationException>(() => Files(_folder).NodeBinary);
        Assert.Equal(
            $"'{Path.Combine(_folder, "Cloudburst.Node.dll")}' does not exist. Restore and build the app host again, or set the configuration key 'Cloudburst:RuntimeDirectory' to the folder with Cloudburst.Node.dll.",
            error.Message);
    }

    [Fact]
    public void An_app_host_without_metadata_is_told_what_to_reference()
    {
        var error = Assert.Throws<DistributedApplicationException>(() => Files("").NodeBinary);
        Assert.Contains("Reference the package Cloudburst.Aspire.Hosting", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_without_functions_does_not_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Cloudburst.Node.dll"), "");
        var builder = TestAppHost.Running(
            $"--Cloudburst:RuntimeDirectory={_folder}",
            "--DcpPublisher:CliPath=unused",
            "--DcpPublisher:DashboardPath=unused");
        builder.AddCloudburst("cb");
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());
        Assert.Equal("Cloudburst cluster 'cb' has no functions to run. Add WithFunctions<Projects.YourFunctions>().", error.Message);
    }

    private static RuntimeFiles Files(string directory)
        => new(new ConfigurationBuilder().AddInMemoryCollection([new("Cloudburst:RuntimeDirectory", directory)]).Build(), typeof(ProcessTests).Assembly);
}
