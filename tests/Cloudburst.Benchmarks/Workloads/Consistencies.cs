using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Lattices;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>What each consistency level costs (Cloudburst, VLDB 2020, figure 8): a chain of three functions on two machines that reads six keys and writes one.</summary>
internal sealed class Consistencies : Workload
{
    private static readonly Consistency[] Levels =
        [Consistency.LastWriterWins, Consistency.RepeatableRead, Consistency.SingleKeyCausal, Consistency.MultiKeyCausal, Consistency.Causal,
         Consistency.Linearizable, Consistency.Transactional];

    private static readonly int[] InFlight = [1, 8];

    private Client.CloudburstClient? _cluster;
    private int _seed;

    public override string Name => "consistency";

    public override string Description => "Latency and metadata of each consistency level: three functions on two machines, six reads and a write, Zipf-distributed keys.";

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        _cluster = Own(await Cluster.StartAsync(machines: 2, cancellationToken).ConfigureAwait(false)).Client;
        return [.. Levels.SelectMany(level => InFlight.Select(inFlight => new Contender("cloudburst", $"{level}/3/{inFlight}", inFlight, _ => RunAsync(level))))];
    }

    /// <summary>What the values carry beside what was written.</summary>
    public override async Task<IReadOnlyList<SizeMeasure>> SizesAsync()
    {
        var sizes = new List<SizeMeasure>();
        foreach (var level in Levels)
        {
            var keys = Enumerable.Range(0, Touching.Keys).Select(rank => Touching.Key(level.ToString(), rank)).ToList();
            var capsules = await _cluster!.State.ReadManyAsync(keys).ConfigureAwait(false);
            var bytes = capsules.Where(static capsule => !capsule.IsEmpty).Select(static capsule => (long)capsule.Length - PayloadOf(capsule)).Order().ToArray();
            if (bytes.Length > 0)
                sizes.Add(new SizeMeasure("cloudburst", Name, $"metadata/{level}", Statistics.Percentile(bytes, 0.5), Statistics.Percentile(bytes, 0.99), bytes.Length));
        }
        return sizes;
    }

    private async ValueTask RunAsync(Consistency level) =>
        await _cluster!.CallAsync(Touching.Chain, level.ToString(), Interlocked.Increment(ref _seed), new CallOptions { Consistency = level }).ConfigureAwait(false);

    private static long PayloadOf(ReadOnlyMemory<byte> capsule) => Capsule.TagOf(capsule.Span) switch
    {
        LatticeTag.SingleKeyCausal => Capsule.Decode<SingleKeyCausal>(capsule).Siblings.Sum(static sibling => (long)sibling.Payload.Length),
        LatticeTag.MultiKeyCausal => Capsule.Decode<MultiKeyCausal>(capsule).Siblings.Sum(static sibling => (long)sibling.Payload.Length),
        _ => Capsule.LwwPayload(capsule).Length,
    };
}
