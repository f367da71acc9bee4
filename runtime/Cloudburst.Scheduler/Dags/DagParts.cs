using Cloudburst.Protocol;
using Cloudburst.Shared;

namespace Cloudburst.Scheduler.Dags;

/// <summary>
/// The parts of a DAG with continuations: each is a DAG of its own, which is placed when the result of the one before is known, and takes that as one more argument (the original's continuations,
/// cloudburst PR #44).
/// </summary>
internal static class DagParts
{
    /// <summary>Checks what gets from one part into the next.</summary>
    /// <param name="dag">A DAG whose bindings name its nodes.</param>
    /// <returns>The error, or <see langword="null"/> for sound parts.</returns>
    public static ErrorInfo? Check(DagTopology dag)
    {
        var last = dag.Nodes.Max(static node => node.Part);
        var calling = dag.Nodes.Where(static node => node.Kind == NodeKind.Call).Select(static node => node.Part).ToHashSet();
        if (dag.Nodes.Any(static node => node.Part < 0) || last >= dag.Nodes.Count || calling.Count <= last)
            return Broken(dag, "its parts are not counted from 0, or one of them calls no function");
        var count = last + 1;
        if (dag.Nodes[dag.Sink].Part != count - 1)
            return Broken(dag, $"its sink '{dag.Nodes[dag.Sink].Label}' is not in its last part");
        if (count == 1)
            return dag.Nodes.Any(static node => node.Bindings.Any(static binding => binding.ByKey)) ? Broken(dag, "it takes a result by its key, which only a continuation does") : null;
        var handedOn = new (int Node, bool IsByKey)?[count];
        foreach (var node in dag.Nodes)
        {
            foreach (var other in node.Guards.Select(static guard => guard.Node).Concat(node.Near).Concat(node.ApartFrom))
            {
                if (dag.Nodes[other].Part != node.Part)
                    return Broken(dag, $"'{node.Label}' depends on '{dag.Nodes[other].Label}' of another part; only the result that a part ends with gets into the next one");
            }
            foreach (var binding in node.Bindings)
            {
                if (CheckBinding(dag, node, binding, handedOn) is { } error)
                    return error;
            }
        }
        return Enumerable.Range(0, count - 1).Any(part => handedOn[part] is null) ? Broken(dag, "one of its parts takes nothing of the part before") : null;
    }

    /// <summary>Takes a sound DAG apart.</summary>
    /// <returns>For each part the DAG that it is; none when it is all one part.</returns>
    public static RegisteredDag[] Split(DagTopology dag)
    {
        var count = dag.Nodes.Max(static node => node.Part) + 1;
        if (count == 1)
            return [];
        var places = PlacesOf(dag, count);
        var parts = new RegisteredDag[count];
        var sink = dag.Sink;
        for (var part = count - 1; part >= 0; part--)
        {
            int[] nodes = [.. Enumerable.Range(0, dag.Nodes.Count).Where(node => dag.Nodes[node].Part == part)];
            var topology = new DagTopology { Name = dag.Name, InputCount = dag.InputCount + Math.Min(part, 1), Sink = places[sink], Consistency = dag.Consistency, Version = dag.Version };
            topology.Nodes.AddRange(nodes.Select(node => Moved(dag, dag.Nodes[node], places)));
            if (part < count - 1)
            {
                topology.Continues = true;
                topology.ContinuesByKey = dag.Nodes.Any(node => node.Part == part + 1 && node.Bindings.Any(static binding => binding.ByKey));
            }
            parts[part] = new RegisteredDag(topology) { Nodes = nodes };
            if (part > 0)
                sink = dag.Nodes.Where(node => node.Part == part).SelectMany(static node => node.Bindings).First(binding => IsCrossing(dag, part, binding)).Node;
        }
        return parts;
    }

    /// <summary>For each node its number in its part.</summary>
    private static int[] PlacesOf(DagTopology dag, int count)
    {
        var next = new int[count];
        return [.. dag.Nodes.Select(node => next[node.Part]++)];
    }

    private static bool IsCrossing(DagTopology dag, int part, ArgumentBinding binding) =>
        binding.SourceCase == ArgumentBinding.SourceOneofCase.Node && dag.Nodes[binding.Node].Part != part;

    private static ErrorInfo? CheckBinding(DagTopology dag, DagNode node, ArgumentBinding binding, (int Node, bool IsByKey)?[] handedOn)
    {
        if (!IsCrossing(dag, node.Part, binding))
            return binding.ByKey ? Broken(dag, $"'{node.Label}' takes a result of its own part by its key; only a continuation does") : null;
        var source = dag.Nodes[binding.Node];
        if (source.Part != node.Part - 1)
            return Broken(dag, $"'{node.Label}' of part {node.Part} takes the result of '{source.Label}' of part {source.Part}; only that of the part before reaches it");
        var known = handedOn[source.Part] ??= (binding.Node, binding.ByKey);
        if (known.Node != binding.Node)
            return Broken(dag, $"'{source.Label}' and '{dag.Nodes[known.Node].Label}' both get into the next part, and only one result does; let one function return what both do");
        return known.IsByKey != binding.ByKey ? Broken(dag, $"the result of '{source.Label}' is taken both as it is and by its key") : null;
    }

    private static DagNode Moved(DagTopology dag, DagNode node, int[] places)
    {
        var moved = node.Clone();
        moved.Part = 0;
        foreach (var binding in moved.Bindings)
        {
            if (IsCrossing(dag, node.Part, binding))
                binding.Input = dag.InputCount;
            else if (binding.SourceCase == ArgumentBinding.SourceOneofCase.Node)
                binding.Node = places[binding.Node];
            binding.ByKey = false;
        }
        foreach (var guard in moved.Guards)
            guard.Node = places[guard.Node];
        for (var i = 0; i < moved.Near.Count; i++)
            moved.Near[i] = places[moved.Near[i]];
        for (var i = 0; i < moved.ApartFrom.Count; i++)
            moved.ApartFrom[i] = places[moved.ApartFrom[i]];
        return moved;
    }

    private static ErrorInfo Broken(DagTopology dag, string problem) => Errors.DagInvalid(dag.Name, "continuation", problem);
}
