using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Client;
using Cloudburst.Hosting.Embedded;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>square(increment(x)): what it costs to call two small functions, one after the other.</summary>
internal sealed class Composition : Workload
{
    private const int Many = 32;

    public override string Name => "composition";

    public override string Description => "square(increment(x)): embedded, through a scheduler, and as chained calls of peers.";

    public override IReadOnlyList<ITarget> Targets =>
    [
        new Target(("cloudburst", "scheduler/2/1"), ("grpc", "chain/2/1"), 1),
        new Target(("cloudburst", "embedded/2/1"), ("grpc", "chain/2/1"), 0.1),
        new Target(("cloudburst", "lease/1/1"), ("grpc", "chain/1/1"), 0.8),
    ];

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var embedded = Own(EmbeddedCloudburst.Start(FunctionTable.Create(FunctionSets.Of(null)), new EmbeddedOptions { ExecutorsPerNode = 2 })).Client;
        var processes = Own(await Cluster.StartAsync(cancellationToken).ConfigureAwait(false));
        var leasing = Own(processes.Connect(new ClientOptions { UseLeases = true }));
        var cluster = processes.Client;
        var grpc = Own(await GrpcPeers.StartAsync(cancellationToken).ConfigureAwait(false)).Client;
        var sockets = Own(await SocketPeers.StartAsync(Many, cancellationToken).ConfigureAwait(false));
        return
        [
            new("cloudburst", "embedded/1/1", 1, _ => FunctionAsync(embedded)),
            new("cloudburst", "embedded/2/1", 1, _ => DagAsync(embedded, Arithmetic.Composed)),
            new("cloudburst", "embedded/2/32", Many, _ => DagAsync(embedded, Arithmetic.Composed)),
            new("cloudburst", "scheduler/1/1", 1, _ => FunctionAsync(cluster)),
            new("cloudburst", "scheduler/2/1", 1, _ => DagAsync(cluster, Arithmetic.Composed)),
            new("grpc", "chain/2/1", 1, _ => GrpcChainAsync(grpc)),
            new("cloudburst", "scheduler/2/32", Many, _ => DagAsync(cluster, Arithmetic.Composed)),
            new("grpc", "chain/2/32", Many, _ => GrpcChainAsync(grpc)),
            new("cloudburst", "fused/2/1", 1, _ => DagAsync(cluster, Arithmetic.Fused)),
            new("cloudburst", "fused/2/32", Many, _ => DagAsync(cluster, Arithmetic.Fused)),
            new("cloudburst", "split/2/1", 1, _ => DagAsync(cluster, Arithmetic.Split)),
            new("cloudburst", "split/2/32", Many, _ => DagAsync(cluster, Arithmetic.Split)),
            new("cloudburst", "lease/1/1", 1, _ => FunctionAsync(leasing)),
            new("grpc", "chain/1/1", 1, _ => GrpcSingleAsync(grpc)),
            new("cloudburst", "lease/1/32", Many, _ => FunctionAsync(leasing)),
            new("grpc", "chain/1/32", Many, _ => GrpcSingleAsync(grpc)),
            new("sockets", "chain/1/1", 1, loop => SocketSingle(sockets.OneHop[loop])) { Blocks = true },
            new("sockets", "chain/2/1", 1, loop => SocketChain(sockets.TwoHops[loop])) { Blocks = true },
            new("sockets", "chain/2/32", Many, loop => SocketChain(sockets.TwoHops[loop])) { Blocks = true },
        ];
    }

    private static async ValueTask FunctionAsync(ICloudburstClient client) =>
        Expect(4, await client.CallAsync(Arithmetic.Functions.Increment, 3).ConfigureAwait(false));

    private static async ValueTask DagAsync(ICloudburstClient client, Dag<int, int> dag) =>
        Expect(16, await client.CallAsync(dag, 3).ConfigureAwait(false));

    private static async ValueTask GrpcSingleAsync(Peer.PeerClient peer) =>
        Expect(4, (await peer.IncrementAsync(new Number { Value = 3 }).ConfigureAwait(false)).Value);

    private static async ValueTask GrpcChainAsync(Peer.PeerClient peer) =>
        Expect(16, (await peer.SquareOfIncrementAsync(new Number { Value = 3 }).ConfigureAwait(false)).Value);

    private static ValueTask SocketSingle(System.Net.Sockets.Socket socket)
    {
        Expect(9, SocketPeers.Call(socket, 3));
        return default;
    }

    private static ValueTask SocketChain(System.Net.Sockets.Socket socket)
    {
        Expect(16, SocketPeers.Call(socket, 3));
        return default;
    }
}
