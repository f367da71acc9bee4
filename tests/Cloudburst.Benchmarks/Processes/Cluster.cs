using Cloudburst.Client;

namespace Cloudburst.Benchmarks.Processes;

/// <summary>A small cluster of separate processes: a KVS node, a scheduler, and one machine of a cache and two executors. All are this program in other roles.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly List<ChildProcess> _processes = [];
    private readonly string _sockets = Directory.CreateTempSubdirectory("cloudburst-bench-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private Cluster()
    {
    }

    /// <summary>Talks to the scheduler.</summary>
    public CloudburstClient Client { get; private set; } = null!;

    /// <summary>Where the store answers the Redis protocol.</summary>
    public string KvsEndPoint { get; private set; } = "";

    /// <summary>Starts the cluster and waits until every role is healthy.</summary>
    public static async Task<Cluster> StartAsync(CancellationToken cancellationToken)
    {
        var cluster = new Cluster();
        try
        {
            await cluster.StartRolesAsync(cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
            await Client.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
        _http.Dispose();
        Directory.Delete(_sockets, recursive: true);
    }

    private async Task StartRolesAsync(CancellationToken cancellationToken)
    {
        KvsEndPoint = $"127.0.0.1:{FreePorts.Take()}";
        var kvsPort = KvsEndPoint[(KvsEndPoint.IndexOf(':') + 1)..];
        var feed = Address();
        var scheduler = Address();
        var cache = $"unix:{_sockets}/cache.sock";
        await Task.WhenAll(
            StartAsync("kvs", feed, cancellationToken, ("KvsPort", kvsPort), ("MemoryBytes", "2000000000")),
            StartAsync("scheduler", scheduler, cancellationToken, ("Kvs", KvsEndPoint)),
            StartAsync("cache", cache, cancellationToken, ("NodeId", "node-0"), ("Kvs", KvsEndPoint), ("KvsUpdates", feed), ("Schedulers", scheduler), ("MemoryBytes", "1000000000")),
            StartAsync("executor", Address(), cancellationToken, ("Id", FunctionSets.First), ("NodeId", "node-0"), ("Cache", cache), ("Schedulers", scheduler)),
            StartAsync("executor", Address(), cancellationToken, ("Id", FunctionSets.Second), ("NodeId", "node-0"), ("Cache", cache), ("Schedulers", scheduler))).ConfigureAwait(false);
        Client = CloudburstClient.Connect(scheduler);
    }

    private async Task StartAsync(string role, string listen, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var health = Address();
        var environment = settings.Append(("Role", role)).Append(("Listen", listen)).Append(("HealthListen", health))
            .Select(setting => KeyValuePair.Create($"Cloudburst__{setting.Item1}", setting.Item2))
            .Append(KeyValuePair.Create("Logging__LogLevel__Default", "Warning"));
        var process = ChildProcess.StartSelf(role, ["role", role], environment);
        lock (_processes)
            _processes.Add(process);
        await process.WaitUntilAsync(() => IsHealthyAsync(health, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsHealthyAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"{address}/health"), cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string Address() => $"http://127.0.0.1:{FreePorts.Take()}";
}
