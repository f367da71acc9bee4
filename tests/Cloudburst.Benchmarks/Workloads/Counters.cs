using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Hosting.Embedded;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>A counter that every call adds one to and reads: through the store and merged, where the peers keep it in one process's memory.</summary>
internal sealed class Counters : Workload
{
    private const int Many = 32;

    public override string Name => "counter";

    public override string Description => "Read-modify-write of one counter: a PN-counter in the store, beside counters in a peer's memory.";

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var embedded = Own(EmbeddedCloudburst.Start(FunctionTable.Create(FunctionSets.Of(null)), new EmbeddedOptions { ExecutorsPerNode = 2 })).Client;
        var processes = Own(await Cluster.StartAsync(cancellationToken).ConfigureAwait(false));
        var cluster = processes.Client;
        var grpc = Own(await GrpcPeers.StartAsync(cancellationToken).ConfigureAwait(false)).Client;
        var contenders = new List<Contender>
        {
            new("cloudburst", "embedded/1/1", 1, _ => AddAsync(embedded)),
            new("cloudburst", "embedded/1/32", Many, _ => AddAsync(embedded)),
            new("cloudburst", "scheduler/1/1", 1, _ => AddAsync(cluster)),
            new("grpc", "chain/2/1", 1, _ => AddAtNextAsync(grpc)),
            new("cloudburst", "scheduler/1/32", Many, _ => AddAsync(cluster)),
            new("grpc", "chain/2/32", Many, _ => AddAtNextAsync(grpc)),
            new("grpc", "chain/1/1", 1, _ => AddAsync(grpc)),
            new("grpc", "chain/1/32", Many, _ => AddAsync(grpc)),
        };
        if (await RedisPeer.TryStartRedisAsync(cancellationToken).ConfigureAwait(false) is { } redis)
            contenders.AddRange(IncrementsOf(Own(redis)));
        contenders.AddRange(IncrementsOf(Own(await RedisPeer.ConnectGarnetAsync(processes.KvsEndPoint).ConfigureAwait(false))));
        return contenders;
    }

    private static IEnumerable<Contender> IncrementsOf(RedisPeer peer) =>
    [
        new(peer.Name, "chain/1/1", 1, _ => IncrementAsync(peer)),
        new(peer.Name, "chain/1/32", Many, _ => IncrementAsync(peer)),
    ];

    private static async ValueTask AddAsync(ICloudburstClient client) => ExpectPositive(await client.Counting.AddAsync("hot").ConfigureAwait(false));

    private static async ValueTask AddAsync(Peer.PeerClient peer) => ExpectPositive((await peer.AddAsync(new Number { Value = 1 }).ConfigureAwait(false)).Value);

    private static async ValueTask AddAtNextAsync(Peer.PeerClient peer) =>
        ExpectPositive((await peer.AddAtNextAsync(new Number { Value = 1 }).ConfigureAwait(false)).Value);

    private static async ValueTask IncrementAsync(RedisPeer peer) => ExpectPositive(await peer.Database.StringIncrementAsync("plain-counter").ConfigureAwait(false));

    private static void ExpectPositive(long count) => Expect(true, count > 0);
}
