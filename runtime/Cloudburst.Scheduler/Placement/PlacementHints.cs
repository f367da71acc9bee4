namespace Cloudburst.Scheduler.Placement;

/// <summary>
/// Sees to what a DAG says of where its functions are to be, whatever the policy has chosen: near each other on one machine, apart on different ones. As far as that can be done: a hint costs no call
/// its place.
/// </summary>
internal static class PlacementHints
{
    /// <summary>Moves functions to where they are to be.</summary>
    public static void Apply(PlacementRequest request, ExecutorHandle[] placement)
    {
        foreach (var group in request.Dag.NearGroups)
            Gather(request, placement, group);
        foreach (var (node, other) in request.Dag.Apart)
        {
            if (placement[node].Machine != placement[other].Machine)
                continue;
            if (!TryLeave(request, placement, other) && !TryLeave(request, placement, node) && placement[node] == placement[other] && !TryTurn(request, placement, other, node))
                TryTurn(request, placement, node, other);
        }
    }

    /// <summary>Puts a group on the machine that can take most of it; of several the one that caches most of what it reads, and then the one where the policy has put most of it.</summary>
    private static void Gather(PlacementRequest request, ExecutorHandle[] placement, int[] group)
    {
        // Those that the policy has chosen come first, and win where all is equal.
        var machines = new HashSet<Machine>();
        foreach (var node in group)
            machines.Add(placement[node].Machine);
        foreach (var node in group)
        {
            foreach (var candidate in request.CandidatesOf(node))
                machines.Add(candidate.Machine);
        }
        Machine? best = null;
        var most = (Nodes: 0, Bytes: 0L, Chosen: 0);
        foreach (var machine in machines)
        {
            var (nodes, bytes, chosen) = (0, 0L, 0);
            foreach (var node in group)
            {
                if (FindOn(request, node, machine) is not { } executor)
                    continue;
                nodes++;
                bytes += request.CachedBytes(node, executor);
                chosen += placement[node].Machine == machine ? 1 : 0;
            }
            if (best is null || (nodes, bytes, chosen).CompareTo(most) > 0)
                (best, most) = (machine, (nodes, bytes, chosen));
        }
        Move(request, placement, group, best!);
    }

    /// <summary>Moves a function, and those near it, to a machine where none is that one of them is to be apart from.</summary>
    private static bool TryLeave(PlacementRequest request, ExecutorHandle[] placement, int node)
    {
        var group = Array.Find(request.Dag.NearGroups, some => some.Contains(node)) ?? [node];
        ExecutorHandle? best = null;
        var mostBytes = 0L;
        var candidates = request.CandidatesOf(node);
        // From anywhere on, so that equals share the work.
        var at = request.Random.Next(candidates.Length);
        for (var i = 0; i < candidates.Length; i++, at = at + 1 == candidates.Length ? 0 : at + 1)
        {
            var candidate = candidates[at];
            if (!IsAllowed(request, placement, group, candidate.Machine))
                continue;
            var bytes = 0L;
            foreach (var member in group)
                bytes += request.CachedBytes(member, candidate);
            if (best is null || bytes > mostBytes || (bytes == mostBytes && candidate.IsLessLoadedThan(best)))
                (best, mostBytes) = (candidate, bytes);
        }
        if (best is null)
            return false;
        Move(request, placement, group, best.Machine);
        return true;
    }

    private static bool IsAllowed(PlacementRequest request, ExecutorHandle[] placement, int[] group, Machine machine)
    {
        foreach (var member in group)
        {
            if (FindOn(request, member, machine) is null)
                return false;
        }
        foreach (var (node, other) in request.Dag.Apart)
        {
            if ((group.Contains(node) && placement[other].Machine == machine) || (group.Contains(other) && placement[node].Machine == machine))
                return false;
        }
        return true;
    }

    /// <summary>Moves a function to another executor of its machine.</summary>
    private static bool TryTurn(PlacementRequest request, ExecutorHandle[] placement, int node, int other)
    {
        ExecutorHandle? best = null;
        foreach (var candidate in request.CandidatesOf(node))
        {
            if (candidate != placement[other] && candidate.Machine == placement[other].Machine && (best is null || candidate.IsLessLoadedThan(best)))
                best = candidate;
        }
        if (best is null)
            return false;
        placement[node] = best;
        return true;
    }

    /// <summary>Moves those of a group to a machine that can run there: to an executor that another of them is on, where that will do, as an edge inside of an executor costs no message.</summary>
    private static void Move(PlacementRequest request, ExecutorHandle[] placement, int[] group, Machine machine)
    {
        foreach (var node in group)
        {
            if (FindOn(request, node, machine) is not { } executor)
                continue;
            if (placement[node].Machine == machine)
                executor = placement[node];
            foreach (var member in group)
            {
                if (member == node)
                    break;
                if (placement[member].Machine == machine && request.CandidatesOf(node).Contains(placement[member]))
                    executor = placement[member];
            }
            placement[node] = executor;
        }
    }

    /// <summary>The least loaded candidate of a node on a machine.</summary>
    private static ExecutorHandle? FindOn(PlacementRequest request, int node, Machine machine)
    {
        ExecutorHandle? best = null;
        foreach (var candidate in request.CandidatesOf(node))
        {
            if (candidate.Machine == machine && (best is null || candidate.IsLessLoadedThan(best)))
                best = candidate;
        }
        return best;
    }
}
