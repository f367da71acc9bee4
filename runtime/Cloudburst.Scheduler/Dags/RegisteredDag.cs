using System.Diagnostics;
using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Dags;

/// <summary>A DAG that passed validation, with what placement needs to know of it worked out once.</summary>
[DebuggerDisplay("{Topology.Name,nq} ({Topology.Nodes.Count} nodes)")]
public sealed class RegisteredDag
{
    private static int _lastPlan;

    private readonly int[] _functionOf;
    private readonly int[][] _sources;

    internal RegisteredDag(DagTopology topology)
    {
        Topology = topology;
        Functions = [.. topology.Nodes.Select(node => node.Function).Distinct(StringComparer.Ordinal)];
        var places = Functions.Select((function, place) => (function, place)).ToDictionary(pair => pair.function, pair => pair.place, StringComparer.Ordinal);
        _functionOf = [.. topology.Nodes.Select(node => places[node.Function])];
        _sources = [.. topology.Nodes.Select(DagOrder.SourcesOf)];
        Order = DagOrder.Sort(_sources);
        Plan = Interlocked.Increment(ref _lastPlan);
    }

    /// <summary>The DAG.</summary>
    public DagTopology Topology { get; }

    /// <summary>The names of its functions, each once.</summary>
    public IReadOnlyList<string> Functions { get; }

    /// <summary>The nodes, each after those that it waits for.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The nodes whose results a node waits for, each once.</summary>
    public ReadOnlySpan<int> SourcesOf(int node) => _sources[node];

    /// <summary>The place of a node's function in <see cref="Functions"/>.</summary>
    internal int FunctionOf(int node) => _functionOf[node];

    /// <summary>Names this DAG on the links to executors.</summary>
    internal int Plan { get; }

    /// <summary>A function called by itself is a DAG of one node.</summary>
    internal static RegisteredDag OfFunction(FunctionInfo function)
    {
        var node = new DagNode { Function = function.Name, Label = function.Name };
        for (var i = 0; i < function.Parameters.Count; i++)
            node.Bindings.Add(new ArgumentBinding { Input = i });
        return new RegisteredDag(new DagTopology { Name = function.Name, InputCount = function.Parameters.Count, Nodes = { node }, Sink = 0 });
    }
}
