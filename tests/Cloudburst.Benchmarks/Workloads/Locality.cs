using System.Globalization;
using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Peers;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Hosting.Embedded;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>The sum of ten arrays of doubles that a call refers to: already beside the function (hot), or fetched by the call (cold).</summary>
internal sealed class Locality : Workload
{
    private static readonly (string Label, int Bytes)[] Sizes = [("80KB", 80_000), ("800KB", 800_000), ("8MB", 8_000_000), ("80MB", 80_000_000)];
    private int _lastSet;

    public override string Name => "locality";

    public override string Description => "The sum of ten referenced arrays, 80 KB to 80 MB in total, hot and cold.";

    public override IReadOnlyList<ITarget> Targets =>
    [
        new SumTarget(("cloudburst", "hot/8MB"), ("plain", "hot/8MB"), 1.1, Plus: ("cloudburst", "call/0")),
        new Target(("cloudburst", "hot/8MB"), ("redis", "cold/8MB"), 1.0 / 25),
    ];

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var embedded = Own(EmbeddedCloudburst.Start(FunctionTable.Create(FunctionSets.Of(null)))).Client;
        var cluster = Own(await Cluster.StartAsync(cancellationToken).ConfigureAwait(false));
        var grpc = Own(await GrpcPeers.StartAsync(cancellationToken).ConfigureAwait(false)).Client;
        var garnet = Own(await RedisPeer.ConnectGarnetAsync(cluster.KvsEndPoint).ConfigureAwait(false));
        var redis = await RedisPeer.TryStartRedisAsync(cancellationToken).ConfigureAwait(false);
        if (redis is not null)
            Own(redis);
        var contenders = new List<Contender>
        {
            new("cloudburst", "call/0", 1, async _ => Expect(4, await cluster.Client.CallAsync(Arithmetic.Functions.Increment, 3).ConfigureAwait(false))),
        };
        foreach (var (label, bytes) in quick ? Sizes[..3] : Sizes)
        {
            var length = bytes / sizeof(double) / ArraySums.ArrayCount;
            contenders.AddRange(await CloudburstAsync(label, length, embedded, cluster.Client, cancellationToken).ConfigureAwait(false));
            contenders.AddRange(Peers(label, length, grpc));
            contenders.Add(await FetchedAsync(label, length, garnet).ConfigureAwait(false));
            if (redis is not null)
                contenders.Add(await FetchedAsync(label, length, redis).ConfigureAwait(false));
        }
        return contenders;
    }

    private async Task<IEnumerable<Contender>> CloudburstAsync(
        string label, int length, ICloudburstClient embedded, ICloudburstClient cluster, CancellationToken cancellationToken)
    {
        var total = ArraySums.TotalOf(length);
        var contents = Enumerable.Range(0, ArraySums.ArrayCount).Select(index => ArraySums.Content(length, index)).ToArray();
        var hot = $"hot-{label}";
        await StoreAsync(embedded, hot, contents, cancellationToken).ConfigureAwait(false);
        await StoreAsync(cluster, hot, contents, cancellationToken).ConfigureAwait(false);
        var cold = "";
        return
        [
            new("cloudburst", $"embedded-hot/{label}", 1, _ => SumAsync(embedded, hot, total)),
            new("cloudburst", $"hot/{label}", 1, _ => SumAsync(cluster, hot, total)),
            // A cache cannot have what was never read: each cold call has arrays of its own.
            new("cloudburst", $"cold/{label}", 1, _ => SumAsync(cluster, cold, total))
            {
                PrepareAsync = async () => await StoreAsync(cluster, cold = NextSet(), contents, cancellationToken).ConfigureAwait(false),
            },
        ];
    }

    private static IEnumerable<Contender> Peers(string label, int length, Peer.PeerClient grpc)
    {
        var total = ArraySums.TotalOf(length);
        var contents = Enumerable.Range(0, ArraySums.ArrayCount).Select(index => ArraySums.Content(length, index)).ToArray();
        var request = new Arrays { Length = length };
        return
        [
            new("plain", $"hot/{label}", 1, _ =>
            {
                Expect(total, contents.Sum(content => ArraySums.Sum(content)));
                return default;
            }),
            new("grpc", $"hot/{label}", 1, async _ => Expect(total, (await grpc.SumHereAsync(request).ConfigureAwait(false)).Value)),
            new("grpc", $"cold/{label}", 1, async _ => Expect(total, (await grpc.SumFromNextAsync(request).ConfigureAwait(false)).Value)),
        ];
    }

    private static async Task<Contender> FetchedAsync(string label, int length, RedisPeer peer)
    {
        var total = ArraySums.TotalOf(length);
        await peer.StoreArraysAsync(length).ConfigureAwait(false);
        return new(peer.Name, $"cold/{label}", 1, async _ => Expect(total, await peer.SumAsync(length).ConfigureAwait(false)));
    }

    private static async ValueTask SumAsync(ICloudburstClient client, string set, double total) =>
        Expect(total, await client.CallAsync(ArraySums.RequestFor(set)).ConfigureAwait(false));

    private static async Task StoreAsync(ICloudburstClient client, string set, double[][] contents, CancellationToken cancellationToken)
    {
        for (var i = 0; i < contents.Length; i++)
            await new Register<double[]>(client.State, ArraySums.KeyOf(set, i)).WriteAsync(contents[i], cancellationToken).ConfigureAwait(false);
    }

    private string NextSet() => string.Create(CultureInfo.InvariantCulture, $"cold-{++_lastSet}");
}
