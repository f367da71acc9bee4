using Cloudburst.Scheduler.Placement;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Throws a die for every function, so that DAGs go over all machines.</summary>
internal sealed class AnywhereAtAll : IPlacementPolicy
{
    public bool TryPlace(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        for (var i = 0; i < placement.Length; i++)
        {
            var candidates = request.CandidatesOf(i);
            if (candidates.Length == 0)
                return false;
            placement[i] = candidates[Random.Shared.Next(candidates.Length)];
        }
        return true;
    }
}
