namespace Cloudburst.Scheduler.Placement.Policies;

/// <summary>
/// The whole DAG on the executor with the fewest requests for its workers, as far as that one has the functions; what it does not have goes to the least loaded one
/// that does.
/// </summary>
internal sealed class LeastLoadedPolicy : IPlacementPolicy
{
    public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        ExecutorHandle? before = null;
        for (var node = 0; node < placement.Length; node++)
        {
            if (before is null || !request.CandidatesOf(node).Contains(before))
                before = request.LeastLoadedOf(node);
            placement[node] = before;
        }
        request.Gather(placement);
    }
}
