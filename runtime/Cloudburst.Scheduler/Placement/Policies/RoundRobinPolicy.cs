namespace Cloudburst.Scheduler.Placement.Policies;

/// <summary>Each function on the next executor in turn.</summary>
internal sealed class RoundRobinPolicy : IPlacementPolicy
{
    private uint _turn;

    public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        // One turn for all functions: with one for each, two functions that are called in step would always meet on the same executors.
        for (var node = 0; node < placement.Length; node++)
        {
            var candidates = request.CandidatesOf(node);
            placement[node] = candidates[(int)((Interlocked.Increment(ref _turn) - 1) % (uint)candidates.Length)];
        }
    }
}
