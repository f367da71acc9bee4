using System.Diagnostics;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>A DAG with everything worked out that is the same for all its requests. Immutable.</summary>
[DebuggerDisplay("{Topology.Name,nq}")]
internal sealed class Plan
{
    public Plan(DagTopology topology, FunctionTable functions)
    {
        Topology = topology;
        var count = topology.Nodes.Count;
        Functions = new FunctionDescriptor?[count];
        Sources = new int[count];
        var consumers = new List<int>[count];
        for (var i = 0; i < count; i++)
            consumers[i] = [];
        for (var i = 0; i < count; i++)
        {
            Functions[i] = functions.Find(topology.Nodes[i].Function);
            foreach (var source in SourcesOf(i))
            {
                consumers[source].Add(i);
                Sources[i]++;
            }
        }
        Consumers = [.. consumers.Select(list => list.ToArray())];
    }

    public DagTopology Topology { get; }

    /// <summary>Each node's function; <see langword="null"/> where this executor does not have it.</summary>
    public FunctionDescriptor?[] Functions { get; }

    /// <summary>How many other nodes each node waits for.</summary>
    public int[] Sources { get; }

    /// <summary>The nodes that wait for each node.</summary>
    public int[][] Consumers { get; }

    /// <summary>The nodes that a node waits for.</summary>
    public IEnumerable<int> SourcesOf(int node) => Topology.Nodes[node].Bindings.Where(IsEdge).Select(static binding => binding.Node).Distinct();

    private static bool IsEdge(ArgumentBinding binding) => binding.SourceCase == ArgumentBinding.SourceOneofCase.Node;
}
