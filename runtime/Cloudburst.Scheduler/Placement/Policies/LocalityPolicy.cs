namespace Cloudburst.Scheduler.Placement.Policies;

/// <summary>
/// The default policy (Cloudburst, VLDB 2020, §4.3): a function goes to the machine whose cache holds most bytes of its references; a share of the
/// placements, and every function without references, goes to the less loaded of two random executors, and prefers to stay where its
/// neighbours in the DAG already are, because an edge inside one executor costs a method call.
/// </summary>
/// <remarks>Unlike the original, which counted references, it counts bytes: one large array outweighs ten small keys.</remarks>
internal sealed class LocalityPolicy(double randomShare, Machines machines) : IPlacementPolicy
{
    private const int MachinesOnStack = 512;

    public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        var count = machines.Count;
        Span<long> sums = count <= MachinesOnStack ? stackalloc long[count] : new long[count];
        ExecutorHandle? anchor = null;
        for (var node = 0; node < placement.Length; node++)
        {
            if (!request.AddCachedBytes(node, sums))
                continue;
            // Hot data spreads: by chance, and because a machine that is too busy is no candidate.
            if (request.Random.NextDouble() < randomShare)
                placement[node] = FindByLoad(request, node);
            else if (FindByBytes(request, node, sums) is { } chosen)
            {
                placement[node] = chosen;
                anchor ??= chosen;
            }
            sums.Clear();
        }
        for (var node = 0; node < placement.Length; node++)
        {
            if (placement[node] is not null)
                continue;
            placement[node] = anchor is not null && request.CandidatesOf(node).Contains(anchor) ? anchor : FindByLoad(request, node);
            anchor ??= placement[node];
        }
        request.Gather(placement);
    }

    /// <summary>The least loaded candidate on the machine with most bytes; <see langword="null"/> when none of the machines that have any has a candidate.</summary>
    private static ExecutorHandle? FindByBytes(PlacementRequest request, int node, ReadOnlySpan<long> sums)
    {
        ExecutorHandle? best = null;
        long bestBytes = 0;
        foreach (var candidate in request.CandidatesOf(node))
        {
            var number = candidate.Machine.Number;
            var bytes = number < sums.Length ? sums[number] : 0;
            if (bytes > bestBytes || (bytes == bestBytes && bytes > 0 && candidate.IsLessLoadedThan(best!)))
                (best, bestBytes) = (candidate, bytes);
        }
        return best;
    }

    private static ExecutorHandle FindByLoad(PlacementRequest request, int node)
    {
        var candidates = request.CandidatesOf(node);
        if (candidates.Length == 1)
            return candidates[0];
        var first = candidates[request.Random.Next(candidates.Length)];
        var second = candidates[request.Random.Next(candidates.Length)];
        return second.IsLessLoadedThan(first) ? second : first;
    }
}
