using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Dags;

/// <summary>The order in which the nodes of a DAG can run.</summary>
internal static class DagOrder
{
    /// <summary>The nodes whose results a node takes, each once.</summary>
    public static int[] SourcesOf(DagNode node) =>
    [
        .. node.Bindings
            .Where(static binding => binding.SourceCase == ArgumentBinding.SourceOneofCase.Node)
            .Select(static binding => binding.Node)
            .Distinct(),
    ];

    /// <summary>Puts nodes in order by Kahn's algorithm.</summary>
    /// <param name="sources">For each node those before it.</param>
    /// <returns>The nodes, each after its sources; those that lie on a cycle, or behind one, are missing.</returns>
    public static int[] Sort(IReadOnlyList<int[]> sources)
    {
        var waitingFor = new int[sources.Count];
        var feeds = new List<int>[sources.Count];
        for (var node = 0; node < feeds.Length; node++)
            feeds[node] = [];
        for (var node = 0; node < feeds.Length; node++)
        {
            waitingFor[node] = sources[node].Length;
            foreach (var source in sources[node])
                feeds[source].Add(node);
        }
        var ready = new Queue<int>(Enumerable.Range(0, feeds.Length).Where(node => waitingFor[node] == 0));
        var ordered = new List<int>(feeds.Length);
        while (ready.TryDequeue(out var node))
        {
            ordered.Add(node);
            foreach (var next in feeds[node])
            {
                if (--waitingFor[next] == 0)
                    ready.Enqueue(next);
            }
        }
        return [.. ordered];
    }
}
