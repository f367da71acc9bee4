namespace Cloudburst.Scheduler.Placement.Policies;

/// <summary>Each function anywhere.</summary>
internal sealed class RandomPolicy : IPlacementPolicy
{
    public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        for (var node = 0; node < placement.Length; node++)
        {
            var candidates = request.CandidatesOf(node);
            placement[node] = candidates[request.Random.Next(candidates.Length)];
        }
    }
}
