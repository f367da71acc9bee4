using Cloudburst.Protocol;

namespace Cloudburst.Shared;

/// <summary>What waits for what in a DAG.</summary>
internal static class DagEdges
{
    /// <summary>The nodes that a node waits for, each once: those whose results it takes, and those that decide whether it runs.</summary>
    public static int[] SourcesOf(DagNode node) =>
    [
        .. node.Bindings
            .Where(static binding => binding.SourceCase == ArgumentBinding.SourceOneofCase.Node)
            .Select(static binding => binding.Node)
            .Concat(node.Guards.Select(static guard => guard.Node))
            .Distinct(),
    ];

    /// <summary>The nodes that wait for each node.</summary>
    /// <param name="sources">For each node those that it waits for.</param>
    public static int[][] ConsumersOf(IReadOnlyList<int[]> sources)
    {
        var consumers = new List<int>[sources.Count];
        for (var node = 0; node < consumers.Length; node++)
            consumers[node] = [];
        for (var node = 0; node < consumers.Length; node++)
        {
            foreach (var source in sources[node])
                consumers[source].Add(node);
        }
        return [.. consumers.Select(static list => list.ToArray())];
    }

    /// <summary>The place of the binding that a node is mapped over; -1 for a node that is called once.</summary>
    public static int EachOf(DagNode node)
    {
        for (var i = 0; i < node.Bindings.Count; i++)
        {
            if (node.Bindings[i].Each)
                return i;
        }
        return -1;
    }

    /// <summary>The nodes that nothing but one competitor of a race needs.</summary>
    /// <param name="race">The race.</param>
    /// <param name="competitor">The node whose result it may take.</param>
    /// <param name="sources">For each node those that it waits for.</param>
    /// <param name="consumers">The nodes that wait for each node.</param>
    public static int[] OnlyFor(int race, int competitor, IReadOnlyList<int[]> sources, IReadOnlyList<int[]> consumers)
    {
        if (consumers[competitor] is not [var only] || only != race)
            return [];
        // A node is needed by nobody else when all that wait for it are not; counted down from each of those.
        var others = new Dictionary<int, int>();
        var found = new List<int> { competitor };
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var source in sources[found[i]])
            {
                var left = others.GetValueOrDefault(source, consumers[source].Length) - 1;
                others[source] = left;
                if (left == 0)
                    found.Add(source);
            }
        }
        return [.. found];
    }
}
