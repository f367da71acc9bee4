using Cloudburst.Shared;

namespace Cloudburst.Scheduler.Dags;

/// <summary>The order in which the nodes of a DAG can run.</summary>
internal static class DagOrder
{
    /// <summary>Puts nodes in order by Kahn's algorithm.</summary>
    /// <param name="sources">For each node those before it.</param>
    /// <returns>The nodes, each after its sources; those that lie on a cycle, or behind one, are missing.</returns>
    public static int[] Sort(IReadOnlyList<int[]> sources)
    {
        int[] waitingFor = [.. sources.Select(static before => before.Length)];
        var feeds = DagEdges.ConsumersOf(sources);
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
