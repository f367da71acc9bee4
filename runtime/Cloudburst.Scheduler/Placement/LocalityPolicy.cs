namespace Cloudburst.Scheduler.Placement;

/// <summary>
/// The default policy (Cloudburst, VLDB 2020, §4.3): a function goes to the machine whose cache holds most bytes of its references; a share of the
/// placements, and every function without references, goes to the less loaded of two random executors, and prefers to stay where its
/// neighbours in the DAG already are, because an edge inside one executor costs a method call.
/// </summary>
/// <remarks>Unlike the original, which counted references, it counts bytes: one large array outweighs ten small keys.</remarks>
internal sealed class LocalityPolicy(SchedulerOptions options) : IPlacementPolicy
{
    private readonly double _randomShare = options.RandomShare;
    private readonly double _backOff = options.BackOffUtilization;
    private readonly Random _random = options.Seed is { } seed ? new LockedRandom(seed) : Random.Shared;

    public bool TryPlace(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        placement.Clear();
        var nodes = request.Dag.Topology.Nodes;
        ExecutorHandle? anchor = null;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (FindByBytes(request, i) is not { } chosen)
                continue;
            placement[i] = chosen;
            anchor ??= chosen;
        }
        for (var i = 0; i < nodes.Count; i++)
        {
            if (placement[i] is not null)
                continue;
            var chosen = anchor is not null && anchor.Has(nodes[i].Function) ? anchor : FindByLoad(request.CandidatesOf(i));
            if (chosen is null)
                return false;
            placement[i] = chosen;
            anchor ??= chosen;
        }
        Gather(request, placement);
        return true;
    }

    /// <summary>The least loaded executor of the machine with most bytes; <see langword="null"/> when no machine has any, or chance decides.</summary>
    private ExecutorHandle? FindByBytes(PlacementRequest request, int node)
    {
        ExecutorHandle? best = null;
        long bestBytes = 0;
        var hasKeys = false;
        foreach (var candidate in request.CandidatesOf(node))
        {
            if (!candidate.IsAvailable)
                continue;
            long bytes = 0;
            foreach (var binding in request.Dag.Topology.Nodes[node].Bindings)
            {
                if (request.KeyOf(binding) is not { } key)
                    continue;
                hasKeys = true;
                bytes += request.Caches.BytesOn(candidate.NodeId, key);
            }
            if (!hasKeys)
                return null;
            if (bytes == 0)
                continue;
            if (bytes > bestBytes || (bytes == bestBytes && IsBetter(candidate, best!)))
                (best, bestBytes) = (candidate, bytes);
        }
        // Hot data spreads: by chance, and because a machine that is too busy sends its requests elsewhere.
        return best is null || best.Utilization > _backOff || _random.NextDouble() < _randomShare ? null : best;
    }

    private ExecutorHandle? FindByLoad(ReadOnlySpan<ExecutorHandle> candidates)
    {
        if (candidates.Length == 0)
            return null;
        var first = candidates[_random.Next(candidates.Length)];
        var second = candidates[_random.Next(candidates.Length)];
        var better = IsBetter(first, second) ? first : second;
        if (better.IsAvailable && better.Utilization <= _backOff)
            return better;
        ExecutorHandle? best = null;
        foreach (var candidate in candidates)
        {
            if (candidate.IsAvailable && (best is null || IsBetter(candidate, best)))
                best = candidate;
        }
        return best;
    }

    /// <summary>Nodes that landed on one machine are placed on one of its executors, where that one has their functions.</summary>
    private static void Gather(PlacementRequest request, Span<ExecutorHandle> placement)
    {
        var nodes = request.Dag.Topology.Nodes;
        for (var i = 1; i < placement.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (placement[j] == placement[i])
                    break;
                if (placement[j].NodeId == placement[i].NodeId && placement[j].Has(nodes[i].Function))
                {
                    placement[i] = placement[j];
                    break;
                }
            }
        }
    }

    private bool IsBetter(ExecutorHandle left, ExecutorHandle right)
    {
        if (left.IsAvailable != right.IsAvailable)
            return left.IsAvailable;
        var leftBusy = left.Utilization > _backOff;
        var rightBusy = right.Utilization > _backOff;
        return leftBusy == rightBusy
            ? (long)left.InFlight * right.Workers < (long)right.InFlight * left.Workers
            : rightBusy;
    }

    private sealed class LockedRandom(int seed) : Random
    {
        private readonly Random _inner = new(seed);
        private readonly Lock _gate = new();

        public override int Next(int maxValue)
        {
            lock (_gate)
                return _inner.Next(maxValue);
        }

        public override double NextDouble()
        {
            lock (_gate)
                return _inner.NextDouble();
        }
    }
}
