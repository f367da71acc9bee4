using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Dags;

/// <summary>Where the nodes that call no function are settled.</summary>
internal static class DagHosts
{
    /// <summary>
    /// For each node a call that it goes along with, so that it costs no message of its own: a choice between results with the call that takes the one that was chosen, a node that
    /// only lets a result pass with the call that yields it.
    /// </summary>
    /// <param name="dag">A DAG with at least one call.</param>
    /// <param name="order">Its nodes, each after those that it waits for.</param>
    /// <param name="consumers">The nodes that wait for each node.</param>
    /// <returns>For a call itself.</returns>
    public static int[] Of(DagTopology dag, IReadOnlyList<int> order, int[][] consumers)
    {
        var before = new int[dag.Nodes.Count];
        foreach (var at in order)
        {
            var node = dag.Nodes[at];
            before[at] = node.Kind == NodeKind.Call ? at : node.Bindings
                .Where(static binding => binding.SourceCase == ArgumentBinding.SourceOneofCase.Node)
                .Select(static binding => binding.Node)
                .Concat(node.Guards.Select(static guard => guard.Node))
                .Select(source => before[source])
                .FirstOrDefault(static call => call >= 0, -1);
        }
        var after = new int[dag.Nodes.Count];
        foreach (var at in order.Reverse())
            after[at] = dag.Nodes[at].Kind == NodeKind.Call ? at : consumers[at].Select(consumer => after[consumer]).FirstOrDefault(static call => call >= 0, -1);
        var anyCall = dag.Nodes.Select((node, at) => (node, at)).First(static pair => pair.node.Kind == NodeKind.Call).at;
        var hosts = new int[dag.Nodes.Count];
        for (var at = 0; at < hosts.Length; at++)
        {
            var (first, second) = dag.Nodes[at].Bindings.Count == 1 ? (before[at], after[at]) : (after[at], before[at]);
            hosts[at] = first >= 0 ? first : second >= 0 ? second : anyCall;
        }
        return hosts;
    }
}
