using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Cloudburst.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quickstart;

namespace Cloudburst.Aspire.Tests.Debugging;

/// <summary>The repository's app host, started out of an IDE.</summary>
internal sealed class DebuggedCluster : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly string _data = Directory.CreateTempSubdirectory("cb-debug-").FullName;
    private readonly CancellationTokenSource _deadline = new(Patience);
    private DistributedApplication? _app;
    private CloudburstClient? _client;

    private DebuggedCluster(StandInIde ide) => Ide = ide;

    public StandInIde Ide { get; }

    public ICloudburstClient Client => _client!;

    /// <summary>The project that the executors are built from.</summary>
    public string Project { get; private set; } = "";

    /// <summary>Presses F5, or Ctrl+F5, and waits until the cluster is ready.</summary>
    /// <param name="mode">As in <see cref="StandInIde.OpenAsync"/>.</param>
    public static async Task<DebuggedCluster> StartAsync(string mode)
    {
        var cluster = new DebuggedCluster(await StandInIde.OpenAsync(typeof(Arithmetic).Assembly.Location, mode));
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        await Ide.DisposeAsync();
        _deadline.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task StartAsync()
    {
        foreach (var (name, value) in Ide.Environment)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Cloudburst_AppHost>([$"--Cloudburst:DataFolder={_data}"], _deadline.Token);
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            Project = builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "node-0-executor-0").GetProjectMetadata().ProjectPath;
            _app = await builder.BuildAsync(_deadline.Token);
            await _app.StartAsync(_deadline.Token);
            await _app.ResourceNotifications.WaitForResourceHealthyAsync("cb", WaitBehavior.WaitOnResourceUnavailable, _deadline.Token);
        }
        catch (OperationCanceledException error)
        {
            Assert.Fail($"{error.Message}\nThe IDE was asked:\n{Ide.Talk}");
        }
        finally
        {
            foreach (var name in Ide.Environment.Keys)
                Environment.SetEnvironmentVariable(name, null);
        }
        _client = CloudburstClient.Connect((await _app.GetConnectionStringAsync("cb", _deadline.Token))!, new ClientOptions { DefaultTimeout = Patience });
    }
}
