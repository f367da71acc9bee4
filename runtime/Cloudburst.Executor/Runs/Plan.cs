using System.Diagnostics;
using Cloudburst.Protocol;
using Cloudburst.Shared;

namespace Cloudburst.Executor.Runs;

/// <summary>A DAG with everything worked out that is the same for all its requests. Immutable.</summary>
[DebuggerDisplay("{Topology.Name,nq}")]
internal sealed class Plan
{
    private readonly int[][] _sources;
    private readonly bool[] _isVital;
    private readonly bool[] _mayBeResult;
    private readonly Dictionary<int, int[][]> _onlyFor = [];
    private readonly HashSet<int> _mayLose = [];

    public Plan(DagTopology topology, FunctionTable functions)
    {
        Topology = topology;
        Functions = [.. topology.Nodes.Select(node => functions.Find(node.Function))];
        Each = [.. topology.Nodes.Select(DagEdges.EachOf)];
        _sources = [.. topology.Nodes.Select(DagEdges.SourcesOf)];
        Sources = [.. _sources.Select(static sources => sources.Length)];
        Consumers = DagEdges.ConsumersOf(_sources);
        IsPlain = topology.Nodes.All(static node => node.Kind == NodeKind.Call && node.Guards.Count == 0);
        _isVital = VitalNodes();
        _mayBeResult = NodesOfTheResult();
        for (var node = 0; node < Sources.Length; node++)
        {
            if (topology.Nodes[node].Kind != NodeKind.Race)
                continue;
            _onlyFor[node] = [.. topology.Nodes[node].Bindings.Select(binding => DagEdges.OnlyFor(node, binding.Node, _sources, Consumers))];
            _mayLose.UnionWith(_onlyFor[node].SelectMany(static nodes => nodes));
        }
    }

    public DagTopology Topology { get; }

    /// <summary>Each node's function; <see langword="null"/> where this executor does not have it, and where it has none.</summary>
    public FunctionDescriptor?[] Functions { get; }

    /// <summary>For each node the place of the binding that it is mapped over; -1 where it is called once.</summary>
    public int[] Each { get; }

    /// <summary>How many other nodes each node waits for.</summary>
    public int[] Sources { get; }

    /// <summary>The nodes that wait for each node.</summary>
    public int[][] Consumers { get; }

    /// <summary>Whether every node runs once all before it have run.</summary>
    public bool IsPlain { get; }

    /// <summary>The nodes that a node waits for.</summary>
    public ReadOnlySpan<int> SourcesOf(int node) => _sources[node];

    /// <summary>Whether the request fails with a node: no choice or race can do without its result.</summary>
    public bool IsVital(int node) => _isVital[node];

    /// <summary>Whether a node's result may be the DAG's: it is the sink's, or what a choice or race of the sink takes.</summary>
    public bool MayBeResult(int node) => _mayBeResult[node];

    /// <summary>The nodes that nothing needs any more when a competitor has lost.</summary>
    /// <param name="race">The race.</param>
    /// <param name="competitor">The place of its binding.</param>
    public int[] OnlyFor(int race, int competitor) => _onlyFor[race][competitor];

    /// <summary>Whether a node may turn out not to be needed while it runs.</summary>
    public bool MayLose(int node) => _mayLose.Contains(node);

    private bool[] VitalNodes()
    {
        var vital = new bool[Sources.Length];
        var open = new Stack<int>([Topology.Sink]);
        while (open.TryPop(out var at))
        {
            if (vital[at])
                continue;
            vital[at] = true;
            var node = Topology.Nodes[at];
            // Of several results it takes one; of the only one it can't do without it.
            if (node.Kind == NodeKind.Call || node.Bindings.Count == 1)
            {
                foreach (var source in _sources[at])
                    open.Push(source);
            }
            else
            {
                foreach (var guard in node.Guards)
                    open.Push(guard.Node);
            }
        }
        return vital;
    }

    private bool[] NodesOfTheResult()
    {
        var found = new bool[Sources.Length];
        var open = new Stack<int>([Topology.Sink]);
        while (open.TryPop(out var at))
        {
            if (found[at])
                continue;
            found[at] = true;
            if (Topology.Nodes[at].Kind == NodeKind.Call)
                continue;
            foreach (var taken in Topology.Nodes[at].Bindings.Where(static binding => binding.SourceCase == ArgumentBinding.SourceOneofCase.Node))
                open.Push(taken.Node);
        }
        return found;
    }
}
