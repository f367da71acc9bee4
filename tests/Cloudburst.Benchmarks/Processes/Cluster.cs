using Cloudburst.Chaos.Processes;
using Cloudburst.Client;

namespace Cloudburst.Benchmarks.Processes;

/// <summary>
/// A small cluster of separate processes: a KVS node, a scheduler, and two executors with the cache of one machine, or each with the cache of its own. All are this
/// program in other roles.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly List<ChildProcess> _processes = [];
    private readonly string _sockets = Directory.CreateTempSubdirectory("cloudburst-bench-").FullName;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private string _scheduler = "";

    private Cluster()
    {
    }

    /// <summary>Talks to the scheduler.</summary>
    public CloudburstClient Client { get; private set; } = null!;

    /// <summary>Where the store answers the Redis protocol.</summary>
    public string KvsEndPoint { get; private set; } = "";

    /// <summary>Starts the cluster and waits until every role is healthy.</summary>
    public static Task<Cluster> StartAsync(CancellationToken cancellationToken) => StartAsync(machines: 1, cancellationToken);

    /// <summary>Starts the cluster with its executors on one machine or on two.</summary>
    public static async Task<Cluster> StartAsync(int machines, CancellationToken cancellationToken)
    {
        var cluster = new Cluster();
        try
        {
            await cluster.StartRolesAsync(machines, cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects another client.</summary>
    public CloudburstClient Connect(ClientOptions options) => CloudburstClient.Connect(_scheduler, options);

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
            await Client.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
        _http.Dispose();
        Directory.Delete(_sockets, recursive: true);
    }

    private async Task StartRolesAsync(int machines, CancellationToken cancellationToken)
    {
        KvsEndPoint = $"127.0.0.1:{FreePorts.Take()}";
        var kvsPort = KvsEndPoint[(KvsEndPoint.IndexOf(':') + 1)..];
        var feed = Address();
        var scheduler = Address();
        var last = machines - 1;
        await Task.WhenAll(Enumerable.Range(0, machines).Select(machine => StartAsync(
            "cache", Cache(machine), cancellationToken,
            ("NodeId", $"node-{machine}"), ("PeerListen", Address()), ("Kvs", KvsEndPoint), ("KvsUpdates", feed), ("Schedulers", scheduler), ("MemoryBytes", "1000000000"))).Concat(
        [
            StartAsync("kvs", feed, cancellationToken, ("KvsPort", kvsPort), ("MemoryBytes", "2000000000")),
            StartAsync("scheduler", scheduler, cancellationToken, ("Kvs", KvsEndPoint)),
            StartAsync("executor", Address(), cancellationToken, ("Id", FunctionSets.First), ("NodeId", "node-0"), ("Cache", Cache(0)), ("Schedulers", scheduler)),
            StartAsync("executor", Address(), cancellationToken, ("Id", FunctionSets.Second), ("NodeId", $"node-{last}"), ("Cache", Cache(last)), ("Schedulers", scheduler)),
        ])).ConfigureAwait(false);
        _scheduler = scheduler;
        // Every call through the scheduler, whatever it is that is measured; those that are to go another way have a client of their own.
        Client = Connect(new ClientOptions { UseLeases = false });

        string Cache(int machine) => $"unix:{_sockets}/cache-{machine}.sock";
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
