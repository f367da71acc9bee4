using System.Diagnostics;
using Cloudburst.Benchmarks.Functions;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Benchmarks.Processes;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>How long a change takes from one machine's cache into another's, where it is cached: the update feed's way.</summary>
internal sealed class Propagation : Workload
{
    private const string Key = "propagated";
    private long _last;

    public override string Name => "propagation";

    public override string Description => "From the acknowledgement of a write on one machine until another machine's cache shows it.";

    public override async Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var cluster = Own(await Cluster.StartAsync(machines: 2, cancellationToken).ConfigureAwait(false)).Client;
        await cluster.Touching.WriteFirstAsync(Key, 0, cancellationToken: cancellationToken).ConfigureAwait(false);
        return
        [
            new("cloudburst", "cache-to-cache/1", 1, async _ => { await PropagateAsync(cluster).ConfigureAwait(false); }) { ElapsedAsync = _ => PropagateAsync(cluster) },
            new("cloudburst", "write/1", 1, async _ => await cluster.Touching.WriteFirstAsync(Key, Interlocked.Increment(ref _last)).ConfigureAwait(false)),
        ];
    }

    /// <returns>The ticks between the acknowledgement of the write and its sight; none when it was seen even before.</returns>
    private async ValueTask<long> PropagateAsync(ICloudburstClient cluster)
    {
        var value = Interlocked.Increment(ref _last);
        var seen = cluster.Touching.AwaitSecondAsync(Key, value);
        await cluster.Touching.WriteFirstAsync(Key, value).ConfigureAwait(false);
        var acknowledged = Stopwatch.GetTimestamp();
        return Math.Max(0, await seen.ConfigureAwait(false) - acknowledged);
    }
}
