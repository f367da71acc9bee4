using System.Diagnostics;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Shared;

namespace Cloudburst.Scheduler.Dags;

/// <summary>A DAG that passed validation, with what placement needs to know of it worked out once.</summary>
[DebuggerDisplay("{Topology.Name,nq} ({Topology.Nodes.Count} nodes)")]
public sealed class RegisteredDag
{
    private static int _lastPlan;

    private readonly int[] _functionOf;
    private readonly int[][] _sources;
    private volatile Fit? _fits;

    internal RegisteredDag(DagTopology topology)
    {
        Topology = topology;
        _sources = [.. topology.Nodes.Select(DagEdges.SourcesOf)];
        Order = DagOrder.Sort(_sources);
        Functions = [.. topology.Nodes.Where(IsCall).Select(static node => node.Function).Distinct(StringComparer.Ordinal)];
        var places = Functions.Select((function, place) => (function, place)).ToDictionary(pair => pair.function, pair => pair.place, StringComparer.Ordinal);
        if (topology.Nodes.All(IsCall))
        {
            _functionOf = [.. topology.Nodes.Select(node => places[node.Function])];
        }
        else
        {
            var consumers = DagEdges.ConsumersOf(_sources);
            var hosts = DagHosts.Of(topology, Order, consumers);
            _functionOf = [.. hosts.Select(host => places[topology.Nodes[host].Function])];
            Hosted = [.. hosts.Select((host, node) => (node, host)).Where(static pair => pair.node != pair.host)];
            Competitors = [.. topology.Nodes
                .Select((node, race) => (node, race))
                .Where(static pair => pair.node.Kind == NodeKind.Race)
                .Select(pair => pair.node.Bindings
                    .Select(binding => DagEdges.OnlyFor(pair.race, binding.Node, _sources, consumers))
                    .Where(static nodes => nodes.Length > 0)
                    .ToArray())];
        }
        NearGroups = DagPlacement.NearGroups(topology);
        Apart = DagPlacement.Apart(topology);
        Maps = [.. Enumerable.Range(0, topology.Nodes.Count).Where(node => DagEdges.EachOf(topology.Nodes[node]) >= 0)];
        HelpersInputs = [.. Maps
            .SelectMany(node => topology.Nodes[node].Bindings)
            .Where(static binding => binding.SourceCase == ArgumentBinding.SourceOneofCase.Input && !binding.Each)
            .Select(static binding => binding.Input)
            .Distinct()];
        Plan = Interlocked.Increment(ref _lastPlan);
        Parts = DagParts.Split(topology);
    }

    /// <summary>The DAG.</summary>
    public DagTopology Topology { get; }

    /// <summary>The names of its functions, each once.</summary>
    public IReadOnlyList<string> Functions { get; }

    /// <summary>The nodes, each after those that it waits for.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The nodes that a node waits for, each once.</summary>
    public ReadOnlySpan<int> SourcesOf(int node) => _sources[node];

    /// <summary>The place of a node's function in <see cref="Functions"/>.</summary>
    internal int FunctionOf(int node) => _functionOf[node];

    /// <summary>The nodes that call nothing, each with the call on whose executor it is settled.</summary>
    internal (int Node, int Host)[] Hosted { get; } = [];

    /// <summary>For each race the nodes that only one competitor needs, for each competitor that has any.</summary>
    internal int[][][] Competitors { get; } = [];

    /// <summary>The groups of calls that are to be near each other.</summary>
    internal int[][] NearGroups { get; }

    /// <summary>The pairs of calls that are to be apart.</summary>
    internal (int Node, int Other)[] Apart { get; }

    /// <summary>The nodes that are mapped over a list.</summary>
    internal int[] Maps { get; }

    /// <summary>The arguments of a call that executors need which only help with maps: their elements are sent to them.</summary>
    internal int[] HelpersInputs { get; }

    /// <summary>The parts of a DAG with continuations, each a DAG of its own; none of one that is placed all at once.</summary>
    internal RegisteredDag[] Parts { get; }

    /// <summary>Of a part, which nodes of the whole DAG its nodes are.</summary>
    internal int[] Nodes { get; init; } = [];

    /// <summary>What is placed together: a part, or all of it.</summary>
    internal RegisteredDag PartAt(int part) => Parts.Length == 0 ? this : Parts[part];

    /// <summary>Names this DAG on the links to executors.</summary>
    internal int Plan { get; }

    /// <summary>Finds what is wrong with the types that a caller takes this DAG to have. Of the last signature that was right it is known.</summary>
    internal ErrorInfo? Check(CallSignature signature, ExecutorDirectory.Snapshot executors)
    {
        if (_fits is { } fits && fits.Functions == executors.Functions && fits.Signature.Equals(signature))
            return null;
        if (DagSignatures.Check(this, signature, name => executors.Functions.GetValueOrDefault(name)?.Info) is { } error)
            return error;
        _fits = new Fit(executors.Functions, signature);
        return null;
    }

    /// <summary>A function called by itself is a DAG of one node.</summary>
    internal static RegisteredDag OfFunction(FunctionInfo function)
    {
        var node = new DagNode { Function = function.Name, Label = function.Name };
        for (var i = 0; i < function.Parameters.Count; i++)
            node.Bindings.Add(new ArgumentBinding { Input = i });
        return new RegisteredDag(new DagTopology { Name = function.Name, InputCount = function.Parameters.Count, Nodes = { node }, Sink = 0 });
    }

    private static bool IsCall(DagNode node) => node.Kind == NodeKind.Call;

    private sealed record Fit(object Functions, CallSignature Signature);
}
