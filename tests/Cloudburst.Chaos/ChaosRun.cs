using System.Diagnostics;
using Cloudburst.Chaos.Faults;
using Cloudburst.Chaos.Load;
using Cloudburst.Chaos.Processes;
using Cloudburst.Client;

namespace Cloudburst.Chaos;

/// <summary>
/// A cluster under load while faults happen to it. Whatever they are, every caller is told something before its deadline and once, answers are right, and what was acknowledged is
/// there in the end.
/// </summary>
public sealed class ChaosRun : IAsyncDisposable
{
    /// <summary>Above what the worst fault costs: a role that hangs is noticed after ten seconds, and its requests are then tried elsewhere.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long the load may make no progress after a fault.</summary>
    private static readonly TimeSpan ProgressPatience = TimeSpan.FromSeconds(90);
    private const int ProgressAfterFault = 5;

    private readonly ProcessCluster _cluster;
    private readonly TextWriter _log;
    private readonly Findings _findings = new();
    private readonly AnswerLedger _ledger = new();
    private readonly List<CloudburstClient> _clients;
    private readonly IReadOnlyList<Workload> _workloads;
    private readonly CancellationTokenSource _stopLoad = new();
    private readonly Task _load;

    private ChaosRun(ProcessCluster cluster, IReadOnlyList<Workload> workloads, TextWriter log)
    {
        _cluster = cluster;
        _workloads = workloads;
        _log = log;
        // Each prefers another scheduler.
        _clients = [.. cluster.Schedulers.Select((_, first) => _ledger.Connect([.. cluster.Schedulers.Skip(first), .. cluster.Schedulers.Take(first)], new ClientOptions { DefaultTimeout = CallTimeout }))];
        var callers = _clients.Select(client => new Caller(client, CallTimeout, _findings)).ToArray();
        _load = Task.WhenAll(workloads.Select(workload => workload.RunAsync(callers, _stopLoad.Token)));
    }

    public ProcessCluster Cluster => _cluster;

    /// <summary>Calls of every kind, for a small machine.</summary>
    public static IReadOnlyList<Workload> EveryKind() =>
    [
        new ComposedCalls(4), new StartedCalls(2), new Transfers(6, accounts: 24), new CellWrites(6, throughFunctions: true), new CellWrites(2, throughFunctions: false),
        new MemberAdditions(2, groups: 3), new HitCounts(2, counters: 3),
    ];

    /// <summary>Starts a cluster, puts load on it, and waits until every kind of call has been answered.</summary>
    public static async Task<ChaosRun> StartAsync(ClusterOptions options, IReadOnlyList<Workload> workloads, TextWriter log, CancellationToken cancellationToken)
    {
        var cluster = await ProcessCluster.StartAsync(options, cancellationToken).ConfigureAwait(false);
        var run = new ChaosRun(cluster, workloads, log);
        try
        {
            await run.ProgressAsync("the start", cancellationToken).ConfigureAwait(false);
            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a fault happen under load, and waits until every kind of call is answered again.</summary>
    public async Task MakeAsync(Fault fault, CancellationToken cancellationToken)
    {
        await new Troublemaker(_cluster, _log).MakeAsync(fault, cancellationToken).ConfigureAwait(false);
        await ProgressAsync(fault.ToString(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the load and looks whether everything is as it should be.</summary>
    /// <returns>What is not.</returns>
    public async Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken)
    {
        await _stopLoad.CancelAsync().ConfigureAwait(false);
        await _load.ConfigureAwait(false);
        await _cluster.WaitHealthyAsync(cancellationToken).ConfigureAwait(false);
        foreach (var workload in _workloads)
        {
            await _log.WriteLineAsync(workload.ToString()).ConfigureAwait(false);
            foreach (var problem in await SettledAsync(workload, cancellationToken).ConfigureAwait(false))
                _findings.Add(problem);
        }
        foreach (var request in _ledger.Doubled)
            _findings.Add($"Request {request} was answered twice");
        foreach (var crash in _cluster.Crashes)
            _findings.Add(crash);
        await _log.WriteLineAsync($"{_ledger.Requests} requests").ConfigureAwait(false);
        return [.. _findings.All];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopLoad.CancelAsync().ConfigureAwait(false);
        foreach (var client in _clients)
            await client.DisposeAsync().ConfigureAwait(false);
        await _cluster.DisposeAsync().ConfigureAwait(false);
        _stopLoad.Dispose();
    }

    /// <summary>Checks until nothing is wrong, or for so long that nothing can be under way any more: a call that its caller gave up may still be writing.</summary>
    private async Task<IReadOnlyList<string>> SettledAsync(Workload workload, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var problems = await workload.CheckAsync(_clients[0], cancellationToken).ConfigureAwait(false);
            if (problems.Count == 0 || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(15))
                return problems;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ProgressAsync(string after, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var before = _workloads.Select(workload => workload.Answered).ToArray();
        while (true)
        {
            var behind = _workloads.Zip(before).Where(pair => pair.First.Answered < pair.Second + ProgressAfterFault).Select(pair => pair.First).ToArray();
            if (behind.Length == 0)
                return;
            if (Stopwatch.GetElapsedTime(started) > ProgressPatience)
                throw new TimeoutException($"No progress within {ProgressPatience.TotalSeconds:0} s after {after}: {string.Join("; ", behind.AsEnumerable())}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
        }
    }
}
