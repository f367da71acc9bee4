using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Dags;

/// <summary>Where the calls of a DAG are to be placed in relation to each other.</summary>
internal static class DagPlacement
{
    /// <summary>The groups of calls that are near each other: who is near one of them is near all.</summary>
    /// <param name="dag">A DAG whose hints name its nodes.</param>
    public static int[][] NearGroups(DagTopology dag)
    {
        var group = Enumerable.Range(0, dag.Nodes.Count).ToArray();
        for (var node = 0; node < dag.Nodes.Count; node++)
        {
            foreach (var other in dag.Nodes[node].Near)
                group[RootOf(group, node)] = RootOf(group, other);
        }
        return
        [
            .. Enumerable.Range(0, group.Length).GroupBy(node => RootOf(group, node)).Where(static some => some.Skip(1).Any()).Select(static some => some.ToArray()),
        ];
    }

    /// <summary>The pairs of calls that are apart from each other.</summary>
    public static (int Node, int Other)[] Apart(DagTopology dag) =>
        [.. dag.Nodes.SelectMany(static (node, at) => node.ApartFrom.Select(other => (Math.Min(at, other), Math.Max(at, other)))).Distinct()];

    /// <summary>Checks the hints of a DAG.</summary>
    /// <returns>The error, or <see langword="null"/> for sound ones.</returns>
    public static ErrorInfo? Check(DagTopology dag)
    {
        for (var at = 0; at < dag.Nodes.Count; at++)
        {
            foreach (var other in dag.Nodes[at].Near.Concat(dag.Nodes[at].ApartFrom))
            {
                var label = dag.Nodes[at].Label;
                if (other < 0 || other >= dag.Nodes.Count)
                    return Errors.DagInvalid(dag.Name, "placement", $"'{label}' is placed in relation to node {other}, which does not exist");
                if (other == at)
                    return Errors.DagInvalid(dag.Name, "placement", $"'{label}' is placed in relation to itself; name another function");
                if (dag.Nodes[at].Kind != NodeKind.Call || dag.Nodes[other].Kind != NodeKind.Call)
                    return Errors.DagInvalid(dag.Name, "placement", $"'{label}' is placed in relation to '{dag.Nodes[other].Label}', and only functions are placed");
            }
        }
        foreach (var group in NearGroups(dag))
        {
            foreach (var (node, other) in Apart(dag))
            {
                if (group.Contains(node) && group.Contains(other))
                    return Errors.DagInvalid(dag.Name, "placement", $"'{dag.Nodes[node].Label}' and '{dag.Nodes[other].Label}' are to be near each other and apart; drop one of the hints");
            }
        }
        return null;
    }

    private static int RootOf(int[] group, int node)
    {
        while (group[node] != node)
            node = group[node] = group[group[node]];
        return node;
    }
}
