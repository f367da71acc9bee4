using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Histories.Recording;
using Cloudburst.Sessions;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>One simulated run of a level: a store, machines with a cache and an executor each, and a client; what its requests saw is a <see cref="History"/>.</summary>
internal sealed class SessionSimulation
{
    private const int Machines = 3;
    private const int MostSteps = 400_000;
    private const long Quiet = 1_000_000;
    private readonly HistoryRecorder _recorder = new();
    private readonly Chaos _chaos;

    private SessionSimulation(ulong seed, Level level, Flaw flaw, int requests, Weather weather)
    {
        World = new World(seed)
        {
            // Every link is a connection, which ends with either side.
            Network = new NetworkOptions { Loss = 0.001, Duplication = 0.02, Straggling = 0.01, OutlivesReceiver = false },
        };
        var log = new RunLog(_recorder, level);
        var sessionLevel = Enum.Parse<SessionLevel>(level.ToString());
        var keys = new Zipf(weather.Keys);
        string[] caches = [.. Enumerable.Range(1, Machines).Select(i => $"cache{i}")];
        string[] executors = [.. Enumerable.Range(1, Machines).Select(i => $"executor{i}")];
        var disk = new StoreDisk();
        var names = new VersionNames();
        World.Add("store", context => new StoreNode(context, disk, names, _recorder));
        for (var i = 0; i < Machines; i++)
        {
            var cache = caches[i];
            World.Add(cache, context => new CacheNode(context, names, flaw, weather));
            World.Add(executors[i], context => new ExecutorNode(context, log, names, sessionLevel, cache, flaw));
        }

        World.Add("client", context => new ClientNode(context, log, executors, keys, requests));
        _chaos = new Chaos(World, ["store", .. caches, .. executors], every: 60_000, lasting: 30_000, weather.MutesStore ? ["store"] : []);
        World.RunUntil(() => Client.IsDone, "every request has ended", MostSteps);
        _chaos.Stop();
        // What is still under way at the end comes to an end as well.
        var end = World.Now + Quiet;
        World.RunUntil(() => World.Now > end, "all is quiet", MostSteps);
        log.Close();
        foreach (var key in keys.All)
            _recorder.Final(key, names.Of(disk.Get(key)).AsSpan());
        History = _recorder.Build();
        Violations = [.. Promises.Check(History), .. disk.Overtaken.Distinct().Select(StampedTooEarly).OfType<Violation>()];
    }

    public World World { get; }

    public History History { get; }

    public IReadOnlyList<Violation> Violations { get; }

    public ClientNode Client => (ClientNode)World.Find("client")!;

    public int Troubles => _chaos.Crashes + _chaos.Cuts;

    /// <summary>What was written after a version must not lose to it; what was written beside it may.</summary>
    private Violation? StampedTooEarly((string Version, string Stored) overtaken) =>
        History.WriterOf(overtaken.Version) is { IsAcknowledged: true } place && History.Causality.Precedes(overtaken.Stored, overtaken.Version)
            ? new Violation("stamps follow what was seen", [place], $"{place} was acknowledged and is lost to {overtaken.Stored}, which it follows.")
            : null;

    public static SessionSimulation Run(ulong seed, Level level, Flaw flaw, int requests, Weather? weather = null) => new(seed, level, flaw, requests, weather ?? Weather.Usual);
}
