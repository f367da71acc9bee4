using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>What it costs that every write is a join: JOIN of a last-writer-wins register beside SET of as many bytes, on one Garnet.</summary>
internal sealed class Merges : Workload
{
    private const int Many = 32;
    private const int PayloadBytes = 100;
    private readonly HybridClock _clock = new(1, TimeProvider.System);
    private readonly byte[] _payload = new byte[PayloadBytes];

    public override string Name => "merge";

    public override string Description => "JOIN on the server beside SET, in process and over TCP.";

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var server = Own(GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new(System.Net.IPAddress.Loopback, 0) }));
        var endPoint = server.EndPoint!.ToString();
        var store = Own(await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [endPoint] }, cancellationToken).ConfigureAwait(false));
        var garnet = Own(await RedisPeer.ConnectGarnetAsync(endPoint).ConfigureAwait(false));
        var plain = Capsule.Encode(new LastWriterWins(_clock.Next(), _payload));
        return
        [
            new("cloudburst", "embedded/join/1", 1, _ => JoinAsync(server.Store)),
            new("cloudburst", "tcp/join/1", 1, _ => JoinAsync(store)),
            new("garnet", "tcp/set/1", 1, async _ => Expect(true, await garnet.Database.StringSetAsync("plain", plain).ConfigureAwait(false))),
            new("cloudburst", "tcp/join/32", Many, _ => JoinAsync(store)),
            new("garnet", "tcp/set/32", Many, async _ => Expect(true, await garnet.Database.StringSetAsync("plain", plain).ConfigureAwait(false))),
        ];
    }

    // No check of the outcome: of two writes at once the one with the older stamp changes nothing.
    private async ValueTask JoinAsync(IKeyValueStore store) =>
        await store.JoinAsync("merged", Capsule.Encode(new LastWriterWins(_clock.Next(), _payload))).ConfigureAwait(false);
}
