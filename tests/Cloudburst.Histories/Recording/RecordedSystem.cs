using System.Collections.Concurrent;
using System.Globalization;
using Cloudburst.Histories;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Testing;

namespace Cloudburst.Histories.Recording;

/// <summary>The real system, embedded, with machines of their own caches: random requests run on it, and what their functions saw becomes a <see cref="History"/>.</summary>
public sealed class RecordedSystem : IAsyncDisposable
{
    private readonly CloudburstTestHost _host;
    private readonly HistoryRecorder _recorder = new();
    private readonly ConcurrentDictionary<string, Dag> _dags = new(StringComparer.Ordinal);
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly Level _level;

    private RecordedSystem(CloudburstTestHost host, Level level)
    {
        _host = host;
        _level = level;
    }

    /// <summary>Starts a system whose requests have a level.</summary>
    /// <param name="level">The level.</param>
    /// <param name="machines">How many caches there are. Every function runs on any of them.</param>
    public static RecordedSystem Start(Level level, int machines = 3)
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(machines);
        builder.Options.Scheduler.Placement = PlacementPolicyKind.Random;
        return new RecordedSystem(builder.Start(), level);
    }

    /// <summary>Runs random requests, many at once, and returns what was seen of them and what remained.</summary>
    /// <param name="requests">How many.</param>
    /// <param name="inFlight">How many at once.</param>
    /// <param name="keys">What they read and write.</param>
    /// <param name="seed">Which requests; their interleaving is the machine's.</param>
    public async Task<History> RunAsync(int requests, int inFlight, Zipf keys, int seed)
    {
        ArgumentNullException.ThrowIfNull(keys);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = inFlight },
            async (i, cancellationToken) => await RunAsync(i, Script.Random(new Random(HashCode.Combine(seed, i)), keys), cancellationToken)).ConfigureAwait(false);
        await RecordFinalAsync(keys).ConfigureAwait(false);
        return _recorder.Build();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal string KeyOf(string key) => $"{_name}/{key}";

    internal string NewVersion(string key)
    {
        lock (_recorder)
            return _recorder.NewVersion(key);
    }

    internal SessionRecorder Begin(string request, Level level, int attempt)
    {
        lock (_recorder)
            return _recorder.Begin(request, level, attempt);
    }

    private async Task RunAsync(int number, Script script, CancellationToken cancellationToken)
    {
        var request = new RecordedRequest(this, string.Create(CultureInfo.InvariantCulture, $"{_name}/{number}"), script, _level);
        Recordings.Add(request);
        try
        {
            var dag = _dags.GetOrAdd(script.Shape, static (shape, script) => DagOf(script), script);
            var call = new CloudburstRequest<int>(dag, [new EncodedArgument(ArgumentKind.Value, Payload.Encode(request.Name), null)]);
            await _host.Client.CallAsync(call, new CallOptions { Consistency = Enum.Parse<Consistency>(_level.ToString()) }, cancellationToken).ConfigureAwait(false);
            request.End(Outcome.Committed);
        }
        finally
        {
            Recordings.Remove(request);
        }
    }

    private async Task RecordFinalAsync(Zipf keys)
    {
        foreach (var key in keys.All)
        {
            var capsule = await _host.Client.State.ReadAsync(KeyOf(key)).ConfigureAwait(false);
            _recorder.Final(key, Recordings.VersionsOf(capsule).AsSpan());
        }
    }

    private static Dag DagOf(Script script)
    {
        var nodes = script.Functions.Select((function, i) => new DagNodeShape(
            string.Create(CultureInfo.InvariantCulture, $"recorded-{function.After.Length}"),
            string.Create(CultureInfo.InvariantCulture, $"f{i}"),
            [
                DagBinding.FromInput(0),
                DagBinding.FromConstant(new EncodedArgument(ArgumentKind.Value, Payload.Encode(i), null)),
                .. function.After.Select(DagBinding.FromNode),
            ]));
        return Dag.FromShape(new DagShape("", 1, [.. nodes], script.Functions.Length - 1));
    }
}
