using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cloudburst.Chaos.Processes;

/// <summary>
/// A cluster of real processes, as on a small site: one KVS node that logs to disk, and some schedulers, machines with a cache each, and executors. The system's own roles are
/// <c>cloudburst-node</c>; the executors are this program.
/// </summary>
public sealed class ProcessCluster : IAsyncDisposable
{
    /// <summary>Generous: machines that build are busy.</summary>
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(120);
    private readonly Watchdog _watchdog = new();
    private readonly List<RoleProcess> _roles = [];
    private readonly List<TextWriter> _logs = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudburst-chaos-").FullName;
    private readonly ConcurrentQueue<string> _crashes = new();
    private readonly ClusterOptions _options;

    private ProcessCluster(ClusterOptions options)
    {
        _options = options;
        if (options.LogFolder is { } logs)
            Directory.CreateDirectory(logs);
    }

    public IReadOnlyList<RoleProcess> Roles => _roles;

    /// <summary>The schedulers' addresses.</summary>
    public IReadOnlyList<string> Schedulers { get; private set; } = [];

    /// <summary>Starts all roles at once and waits until each is healthy.</summary>
    public static async Task<ProcessCluster> StartAsync(ClusterOptions options, CancellationToken cancellationToken)
    {
        var cluster = new ProcessCluster(options);
        try
        {
            cluster.Plan();
            foreach (var role in cluster._roles)
                await role.StartAsync().ConfigureAwait(false);
            await cluster.WaitHealthyAsync(cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The processes that were started again because they had ended, and were not killed.</summary>
    public IReadOnlyCollection<string> Crashes => _crashes;

    public RoleProcess Role(string name) => _roles.Single(role => role.Name == name);

    /// <summary>Waits until every role is healthy; one that has ended is started again.</summary>
    public Task WaitHealthyAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_roles.Select(role => WaitHealthyAsync(role, cancellationToken)));

    /// <summary>Waits until a role is healthy. One that ends meanwhile, because what it needs is not there, is started again, as an orchestrator would.</summary>
    /// <exception cref="TimeoutException">It does not become so.</exception>
    public async Task WaitHealthyAsync(RoleProcess role, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var health = "";
        while (Stopwatch.GetElapsedTime(started) < HealthPatience)
        {
            if (role.Process!.HasExited)
            {
                if (!role.Process.WasKilled)
                    _crashes.Enqueue($"{role.Name} ended by itself. Its last words:\n{role.Process.LastWords}");
                await role.StartAsync().ConfigureAwait(false);
            }
            (var isHealthy, health) = await HealthOfAsync(role, cancellationToken).ConfigureAwait(false);
            if (isHealthy)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
        }
        throw new TimeoutException($"{role.Name} is not healthy after {HealthPatience.TotalSeconds:0} s: {health}\nIts last words:\n{role.Process?.LastWords}");
    }

    /// <summary>Kills all processes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var role in _roles)
        {
            if (role.Process is not { } process)
                continue;
            if (!process.HasExited)
                await process.KillAsync().ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
        }
        _watchdog.Dispose();
        _http.Dispose();
        foreach (var log in _logs)
            await log.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(bool IsHealthy, string Said)> HealthOfAsync(RoleProcess role, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(role.Health, cancellationToken).ConfigureAwait(false);
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (false, error.Message);
        }
    }

    private void Plan()
    {
        var kvs = Invariant($"127.0.0.1:{FreePorts.Take()}");
        var feed = Address();
        Schedulers = [.. Enumerable.Range(0, _options.Schedulers).Select(_ => Address())];
        var schedulers = string.Join(',', Schedulers);
        Add(RoleKind.Kvs, "kvs", feed, ("KvsPort", kvs[(kvs.IndexOf(':') + 1)..]), ("DataFolder", Path.Combine(_folder, "data")));
        foreach (var (index, address) in Schedulers.Index())
            Add(RoleKind.Scheduler, Invariant($"scheduler-{index}"), address, ("Kvs", kvs));
        for (var machine = 0; machine < _options.Machines; machine++)
        {
            var node = Invariant($"node-{machine}");
            var cache = $"unix:{_folder}/{node}.sock";
            Add(RoleKind.Cache, $"{node}-cache", cache,
                ("NodeId", node), ("PeerListen", Address()), ("Kvs", kvs), ("KvsUpdates", feed), ("Schedulers", schedulers));
            for (var executor = 0; executor < _options.ExecutorsPerMachine; executor++)
                Add(RoleKind.Executor, Invariant($"{node}-executor-{executor}"), Address(), ("NodeId", node), ("Cache", cache), ("Schedulers", schedulers));
        }
    }

    private void Add(RoleKind kind, string name, string listen, params (string Key, string Value)[] settings)
    {
        var health = Address();
        var role = kind.ToString().ToLowerInvariant();
        var environment = new Dictionary<string, string>
        {
            ["Cloudburst__Role"] = role,
            ["Cloudburst__Id"] = name,
            ["Cloudburst__Listen"] = listen,
            ["Cloudburst__HealthListen"] = health,
            ["Logging__LogLevel__Default"] = _options.LogFolder is null ? "Warning" : "Information",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
        };
        foreach (var (key, value) in settings)
            environment[$"Cloudburst__{key}"] = value;
        foreach (var (key, value) in _options.Settings.GetValueOrDefault(kind) ?? new Dictionary<string, string>())
            environment[$"Cloudburst__{key}"] = value;
        var own = Path.Combine(AppContext.BaseDirectory, "Cloudburst.Node.dll");
        var log = _options.LogFolder is { } logs
            ? TextWriter.Synchronized(new StreamWriter(Path.Combine(logs, $"{name}.log"), append: false, Encoding.UTF8) { AutoFlush = true })
            : TextWriter.Null;
        _logs.Add(log);
        _roles.Add(new RoleProcess(
            kind, name, kind == RoleKind.Executor ? typeof(ProcessCluster).Assembly.Location : own, kind == RoleKind.Executor ? [] : [role], environment, _watchdog, log)
        {
            Health = new Uri($"{health}/health"),
        });
    }

    private static string Address() => Invariant($"http://127.0.0.1:{FreePorts.Take()}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
