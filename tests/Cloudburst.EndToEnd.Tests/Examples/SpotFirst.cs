using Cloudburst.Scheduler.Placement;

namespace Cloudburst.EndToEnd.Tests.Examples;

/// <summary>Work goes to the machines that cost little while one of them has a worker to spare, and else to the least loaded.</summary>
public sealed class SpotFirst(string prefix) : IPlacementPolicy
{
    public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        for (var node = 0; node < placement.Length; node++)
            placement[node] = FindSpot(request, node) ?? request.LeastLoadedOf(node);
        // Neighbours in the DAG that landed on one machine share one of its executors.
        request.Gather(placement);
    }

    private ExecutorHandle? FindSpot(PlacementRequest request, int node)
    {
        ExecutorHandle? best = null;
        foreach (var candidate in request.CandidatesOf(node))
        {
            var isSpot = candidate.NodeId.StartsWith(prefix, StringComparison.Ordinal) && candidate.InFlight < candidate.Workers;
            if (isSpot && (best is null || candidate.IsLessLoadedThan(best)))
                best = candidate;
        }
        return best;
    }
}
