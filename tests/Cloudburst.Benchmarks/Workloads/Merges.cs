using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>
/// What it costs that every write is a join, beside SET of as many bytes on the same server: on one Garnet, where the server joins, and on redis-server, where a
/// script joins registers and the client joins everything else, as often as it takes.
/// </summary>
internal sealed class Merges : Workload
{
    private const int Many = 32;
    private const int PayloadBytes = 100;

    /// <summary>A throughput of at least 0.8 of SET's, as the time that a call may take.</summary>
    private const double Dearer = 1 / 0.8;

    private readonly HybridClock _clock = new(1, TimeProvider.System);
    private readonly byte[] _payload = new byte[PayloadBytes];
    private long _added;

    public override string Name => "merge";

    public override string Description => "Joins beside SET: on Garnet, in process and over TCP, and on redis-server by script and by compare-and-set.";

    public override IReadOnlyList<ITarget> Targets =>
    [
        new Target(("cloudburst", "tcp/join/1"), ("garnet", "tcp/set/1"), Dearer),
        new Target(("cloudburst", "tcp/join/32"), ("garnet", "tcp/set/32"), Dearer),
    ];

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var server = Own(GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new(System.Net.IPAddress.Loopback, 0) }));
        var endPoint = server.EndPoint!.ToString();
        var store = await ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
        var garnet = Own(await RedisPeer.ConnectGarnetAsync(endPoint).ConfigureAwait(false));
        List<Contender> contenders = [new("cloudburst", "embedded/join/1", 1, _ => JoinAsync(server.Store))];
        foreach (var inFlight in (int[])[1, Many])
        {
            contenders.Add(new("cloudburst", $"tcp/join/{inFlight}", inFlight, _ => JoinAsync(store)));
            contenders.Add(new("garnet", $"tcp/set/{inFlight}", inFlight, _ => SetAsync(garnet)));
        }

        if (await RedisPeer.TryStartRedisAsync(cancellationToken).ConfigureAwait(false) is not { } started)
        {
            await Console.Error.WriteLineAsync("redis-server is not installed, so its rows are missing; run eng/install-dev-tools.sh.").ConfigureAwait(false);
            return contenders;
        }

        var redis = Own(started);
        var second = await ConnectAsync(redis.Connection.GetEndPoints().Single().ToString()!, cancellationToken).ConfigureAwait(false);
        foreach (var inFlight in (int[])[1, Many])
        {
            contenders.Add(new("cloudburst", $"redis-script/join/{inFlight}", inFlight, _ => JoinAsync(second)));
            contenders.Add(new("cloudburst", $"redis-optimistic/join/{inFlight}", inFlight, loop => CountAsync(second, loop)));
            contenders.Add(new("redis", $"tcp/set/{inFlight}", inFlight, _ => SetAsync(redis)));
        }

        return contenders;
    }

    private async Task<RedisKeyValueStore> ConnectAsync(string endPoint, CancellationToken cancellationToken) =>
        Own(await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [endPoint] }, cancellationToken).ConfigureAwait(false));

    // No check of the outcome: of two writes at once the one with the older stamp changes nothing.
    private async ValueTask JoinAsync(IKeyValueStore store) => await store.JoinAsync("merged", Register()).ConfigureAwait(false);

    /// <summary>Each loop has a key of its own: this is the price of the two round trips, not of a contest.</summary>
    private async ValueTask CountAsync(RedisKeyValueStore store, int loop)
    {
        var outcome = await store.JoinAsync($"counted/{loop}", Capsule.Encode(PnCounter.Delta(1, (ulong)Interlocked.Increment(ref _added), 0))).ConfigureAwait(false);
        Expect(JoinStatus.Changed, outcome.Status);
    }

    private async ValueTask SetAsync(RedisPeer peer) => Expect(true, await peer.Database.StringSetAsync("plain", Register()).ConfigureAwait(false));

    private byte[] Register() => Capsule.Encode(new LastWriterWins(_clock.Next(), _payload));
}
