using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Cloudburst.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Aspire.Tests;

/// <summary>The repository's own app host, started once for all tests of the assembly, on data of its own.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>Generous: a cluster is ten processes, and build machines are busy.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(240);

    private readonly string _data = Directory.CreateTempSubdirectory("cb-aspire-").FullName;
    private DistributedApplication? _app;
    private CloudburstClient? _client;

    /// <summary>What the app host says in its terminal of the cluster.</summary>
    public TerminalLog Terminal { get; } = new();

    public DistributedApplication App => _app ?? throw new InvalidOperationException("The cluster was not started.");

    public ICloudburstClient Client => _client ?? throw new InvalidOperationException("The cluster was not started.");

    public CloudburstResource Cluster => Model.Resources.OfType<CloudburstResource>().Single();

    private DistributedApplicationModel Model => App.Services.GetRequiredService<DistributedApplicationModel>();

    public async Task InitializeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Cloudburst_AppHost>(
            [$"--Cloudburst:DataFolder={_data}"], deadline.Token);
        builder.Services.AddLogging(logging => logging
            .AddFilter("Cloudburst.AppHost.Resources", LogLevel.Warning)
            .AddFilter("Aspire.Hosting", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddProvider(Terminal));
        _app = await builder.BuildAsync(deadline.Token);
        await _app.StartAsync(deadline.Token);
        await HealthyAsync("cb");
        _client = CloudburstClient.Connect((await _app.GetConnectionStringAsync("cb", deadline.Token))!);
    }

    public async Task DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Waits until a resource is running and ready.</summary>
    public async Task HealthyAsync(string name)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(name, WaitBehavior.WaitOnResourceUnavailable, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"'{name}' was not healthy within {Deadline.TotalSeconds:0} s:\n{await DescribeAsync()}");
        }
    }

    /// <summary>Waits until a process says itself that it is ready: after a restart the app host's last word on its health may be an old one.</summary>
    public async Task ReadyAsync(string name)
    {
        using var http = App.CreateHttpClient(name, "health");
        await EventuallyAsync($"'{name}' to be ready", async cancellationToken =>
        {
            using var response = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        });
    }

    /// <summary>Tries until the answer is true; failures that may pass are answers of false.</summary>
    public async Task EventuallyAsync(string what, Func<CancellationToken, Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var period = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        Exception? last = null;
        do
        {
            try
            {
                if (await condition(deadline.Token))
                    return;
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException or CloudburstException { IsTransient: true })
            {
                last = error;
            }
        }
        while (!deadline.IsCancellationRequested && await period.WaitForNextTickAsync());

        Assert.Fail($"Waited {Deadline.TotalSeconds:0} s for {what}; last failure: {last?.Message}\n{await DescribeAsync()}");
    }

    /// <summary>Waits until the app host has said something in its terminal.</summary>
    public Task SaidAsync(string beginning) =>
        EventuallyAsync($"the line '{beginning}…'", _ => Task.FromResult(Terminal.Lines.Any(line => line.StartsWith(beginning, StringComparison.Ordinal))));

    /// <summary>Waits until the state of a resource is one of some.</summary>
    public async Task StateAsync(string name, params string[] states)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await App.ResourceNotifications.WaitForResourceAsync(name, states, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"'{name}' was not {string.Join(" or ", states)} within {Deadline.TotalSeconds:0} s:\n{await DescribeAsync()}");
        }
    }

    /// <summary>Runs a command as the dashboard would, and expects success.</summary>
    public async Task CommandAsync(string name, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(name, command);
        Assert.True(result.Success, $"'{command}' on '{name}' failed: {result.Message}");
    }

    public bool IsRunning(string name)
        => App.ResourceNotifications.TryGetCurrentState(name, out var current) && current.Snapshot.State?.Text == KnownResourceStates.Running;

    /// <summary>When the current process of a resource was started.</summary>
    public DateTime? StartOf(string name)
        => App.ResourceNotifications.TryGetCurrentState(name, out var current) ? current.Snapshot.StartTimeStamp : null;

    /// <summary>Every member's state, and the last words of those that are not healthy.</summary>
    private async Task<string> DescribeAsync()
    {
        var loggers = App.Services.GetRequiredService<ResourceLoggerService>();
        var text = new System.Text.StringBuilder();
        foreach (var resource in Model.Resources.Where(resource => !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal)))
        {
            if (!App.ResourceNotifications.TryGetCurrentState(resource.Name, out var current))
                continue;
            text.Append($"{resource.Name}: {current.Snapshot.State?.Text}, {current.Snapshot.HealthStatus}\n");
            foreach (var report in current.Snapshot.HealthReports.Where(report => report.Status != Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy))
                text.Append($"    {report.Description} {report.ExceptionText}\n");
            if (current.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy)
                continue;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            var lines = new List<string>();
            await foreach (var batch in loggers.GetAllAsync(resource).WithCancellation(patience.Token))
                lines.AddRange(batch.Select(line => line.Content));
            foreach (var line in lines.TakeLast(20))
                text.Append($"    | {line}\n");
        }

        return text.ToString();
    }
}

/// <summary>The tests share one cluster and take turns with it.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";
}
