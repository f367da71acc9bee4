using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Hosting.Embedded;
using Grpc.Core;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>A stream of small results: how long until the last of one, and of many.</summary>
internal sealed class Streaming : Workload
{
    private const int Many = 10_000;

    public override string Name => "stream";

    public override string Description => "A function that yields numbers, one and ten thousand, beside a stream of plain gRPC.";

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var embedded = Own(EmbeddedCloudburst.Start(FunctionTable.Create(FunctionSets.Of(null)), new EmbeddedOptions())).Client;
        var cluster = Own(await Cluster.StartAsync(cancellationToken).ConfigureAwait(false)).Client;
        var grpc = Own(await GrpcPeers.StartAsync(cancellationToken).ConfigureAwait(false)).Client;
        return
        [
            new("cloudburst", "embedded/10000", 1, _ => StreamAsync(embedded, Many)),
            new("cloudburst", "scheduler/1", 1, _ => StreamAsync(cluster, 1)),
            new("cloudburst", "scheduler/10000", 1, _ => StreamAsync(cluster, Many)),
            new("grpc", "server/1", 1, _ => StreamAsync(grpc, 1)),
            new("grpc", "server/10000", 1, _ => StreamAsync(grpc, Many)),
        ];
    }

    private static async ValueTask StreamAsync(ICloudburstClient client, int last)
    {
        var next = 1;
        await foreach (var number in client.StreamAsync(Arithmetic.Functions.CountTo, last).ConfigureAwait(false))
            Expect(next++, number);
        Expect(last + 1, next);
    }

    private static async ValueTask StreamAsync(Peer.PeerClient peer, int last)
    {
        var next = 1;
        using var call = peer.CountTo(new Number { Value = last });
        await foreach (var number in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            Expect(next++, (int)number.Value);
        Expect(last + 1, next);
    }
}
