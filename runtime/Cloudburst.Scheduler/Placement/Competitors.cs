namespace Cloudburst.Scheduler.Placement;

/// <summary>The competitors of a race are worth nothing on one executor: what makes one of them slow there makes all of them slow.</summary>
internal static class Competitors
{
    /// <summary>Moves competitors to executors of their own, as far as there are any.</summary>
    public static void KeepApart(PlacementRequest request, ExecutorHandle[] placement)
    {
        foreach (var race in request.Dag.Competitors)
        {
            var used = new HashSet<ExecutorHandle>();
            foreach (var nodes in race)
            {
                if (Array.Exists(nodes, node => used.Contains(placement[node])) && FindFree(request, nodes, used) is { } other)
                {
                    foreach (var node in nodes)
                        placement[node] = other;
                }
                foreach (var node in nodes)
                    used.Add(placement[node]);
            }
        }
    }

    /// <summary>The least loaded executor that has all functions of a competitor, on a machine without another one if there is such a machine.</summary>
    private static ExecutorHandle? FindFree(PlacementRequest request, int[] nodes, HashSet<ExecutorHandle> used)
    {
        ExecutorHandle? best = null;
        var bestIsAlone = false;
        foreach (var candidate in request.CandidatesOf(nodes[0]))
        {
            if (used.Contains(candidate) || !IsCandidateOfAll(request, nodes, candidate))
                continue;
            var isAlone = !used.Any(other => other.Machine == candidate.Machine);
            if (best is null || (isAlone && !bestIsAlone) || (isAlone == bestIsAlone && candidate.IsLessLoadedThan(best)))
                (best, bestIsAlone) = (candidate, isAlone);
        }
        return best;
    }

    private static bool IsCandidateOfAll(PlacementRequest request, int[] nodes, ExecutorHandle executor)
    {
        foreach (var node in nodes)
        {
            if (!request.CandidatesOf(node).Contains(executor))
                return false;
        }
        return true;
    }
}
