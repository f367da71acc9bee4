namespace Cloudburst;

/// <summary>What holds between the parts of a DAG, of which each is placed when the result of the one before is known.</summary>
internal static class DagParts
{
    /// <summary>Checks a DAG that is composed; a scheduler checks it again when it is registered.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.DagInvalid"/>: something else than one result gets from one part into the next.</exception>
    public static void Check(IReadOnlyList<DagNodeShape> nodes)
    {
        // The node whose result each part hands on.
        var last = new Dictionary<int, int>();
        foreach (var node in nodes)
        {
            foreach (var guard in node.Guards)
            {
                if (nodes[guard.Node].Part != node.Part)
                    throw Broken(nodes, node, guard.Node, "decides whether it runs");
            }
            foreach (var binding in node.Bindings)
            {
                if (binding.Kind != DagBindingKind.Node || nodes[binding.Index].Part == node.Part)
                    continue;
                if (nodes[binding.Index].Part != node.Part - 1 || last.GetValueOrDefault(node.Part, binding.Index) != binding.Index)
                    throw Broken(nodes, node, binding.Index, "gives it its result");
                last[node.Part] = binding.Index;
            }
            foreach (var other in node.Near.Concat(node.ApartFrom))
            {
                if (nodes[other].Part != node.Part)
                    throw Broken(nodes, node, other, "is to be placed in relation to it");
            }
        }
        foreach (var node in nodes)
        {
            if (node.Part > 0 && !last.ContainsKey(node.Part))
                throw Broken($"The continuation with '{node.Label}' does not take the result that it waits for; take it, or compose the two without ContinueWith");
        }
    }

    private static CloudburstException Broken(IReadOnlyList<DagNodeShape> nodes, DagNodeShape node, int other, string how) => Broken(
        $"'{node.Label}' and '{nodes[other].Label}', which {how}, are in different parts of a DAG with a continuation: only the result that is continued with gets across; let it hold what is needed, or add the functions without ContinueWith");

    private static CloudburstException Broken(string message) => new(CloudburstErrorCode.DagInvalid, message, new Dictionary<string, string> { ["rule"] = "continuation" });
}
