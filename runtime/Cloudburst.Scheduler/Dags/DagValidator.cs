using Cloudburst.Protocol;
using Cloudburst.Shared;

namespace Cloudburst.Scheduler.Dags;

/// <summary>
/// Checks a DAG before anything of it is stored: the original left "connected" and "one sink" unenforced and did not look for cycles. Every rule
/// has its own error.
/// </summary>
internal static class DagValidator
{
    public const int MaxNodes = 10_000;

    /// <summary>As many as a tuple has fields of its own.</summary>
    private const int MaxItems = 7;

    /// <summary>Finds the first rule that a DAG breaks.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="findFunction">Knows the functions of the attached executors.</param>
    /// <returns>The error, or <see langword="null"/> for a sound DAG.</returns>
    public static ErrorInfo? Check(DagTopology dag, Func<string, FunctionInfo?> findFunction)
    {
        if ((CheckShape(dag) ?? CheckNodes(dag) ?? DagPlacement.Check(dag) ?? DagParts.Check(dag)) is { } broken)
            return broken;
        int[][] sources = [.. dag.Nodes.Select(DagEdges.SourcesOf)];
        var order = DagOrder.Sort(sources);
        return order.Length < dag.Nodes.Count
            ? Errors.DagInvalid(dag.Name, "cycle", $"it has a cycle: {FindCycle(dag, sources, order)}")
            : new DagTypes(dag, findFunction).Check(order) ?? CheckSink(dag, sources);
    }

    private static ErrorInfo? CheckShape(DagTopology dag)
    {
        if (dag.Name.Length is 0 or > 200 || dag.Name.Any(c => char.IsControl(c) || c == '/'))
            return Errors.DagInvalid(dag.Name, "name", "its name must have 1 to 200 characters and no '/' or control characters");
        if (dag.Nodes.Count == 0)
            return Errors.DagInvalid(dag.Name, "empty", "it has no functions; add at least one");
        if (dag.Nodes.Count > MaxNodes)
            return Errors.DagInvalid(dag.Name, "size", $"it has {dag.Nodes.Count:N0} nodes and {MaxNodes:N0} are allowed; split it, or map over a list inside a function");
        if (dag.Sink < 0 || dag.Sink >= dag.Nodes.Count)
            return Errors.DagInvalid(dag.Name, "sink", $"its sink is node {dag.Sink}, which does not exist");
        if (dag.Version < 0)
            return Errors.DagInvalid(dag.Name, "version", $"its version is {dag.Version}; versions are counted from 1");
        if (!ConsistencyLevels.IsKnown(dag.Consistency))
            return Errors.DagInvalid(dag.Name, "consistency", $"its consistency level {(int)dag.Consistency} is not supported in this version");
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in dag.Nodes)
        {
            if (!labels.Add(node.Label))
                return Errors.DagInvalid(dag.Name, "label", $"two nodes are labelled '{node.Label}'; give each its own label");
        }
        return null;
    }

    private static ErrorInfo? CheckNodes(DagTopology dag)
    {
        foreach (var node in dag.Nodes)
        {
            if ((CheckKind(dag, node) ?? CheckGuards(dag, node)) is { } broken)
                return broken;
            foreach (var binding in node.Bindings)
            {
                if (CheckBinding(dag, node, binding) is { } wrong)
                    return wrong;
            }
        }
        return dag.Nodes.Any(static node => node.Kind == NodeKind.Call) ? null : Errors.DagInvalid(dag.Name, "empty", "it has no functions; add at least one");
    }

    private static ErrorInfo? CheckKind(DagTopology dag, DagNode node)
    {
        if (node.Kind is not (NodeKind.Call or NodeKind.Choice or NodeKind.Race))
            return Errors.DagInvalid(dag.Name, "kind", $"'{node.Label}' is of kind {(int)node.Kind}, which this version does not know");
        if ((node.Kind == NodeKind.Call) != (node.Function.Length > 0))
            return Errors.DagInvalid(dag.Name, "kind", $"'{node.Label}' must have a function exactly if it is a call");
        if (node.Kind != NodeKind.Call && node.Bindings.Count == 0)
            return Errors.DagInvalid(dag.Name, "kind", $"'{node.Label}' takes one of several results and has none to take");
        if (node.Bindings.Count(static binding => binding.Each) > (node.Kind == NodeKind.Call ? 1 : 0))
            return Errors.DagInvalid(dag.Name, "each", $"'{node.Label}' is mapped over more than one list, or calls no function; map a function over one list");
        return null;
    }

    private static ErrorInfo? CheckGuards(DagTopology dag, DagNode node)
    {
        foreach (var guard in node.Guards)
        {
            if (guard.Node < 0 || guard.Node >= dag.Nodes.Count)
                return Errors.DagInvalid(dag.Name, "guard", $"node {guard.Node} decides whether '{node.Label}' runs, and does not exist");
            if (guard.Results.Count == 0)
                return Errors.DagInvalid(dag.Name, "guard", $"no result of '{dag.Nodes[guard.Node].Label}' lets '{node.Label}' run, or any does; name at least one");
        }
        return null;
    }

    private static ErrorInfo? CheckBinding(DagTopology dag, DagNode node, ArgumentBinding binding)
    {
        if (binding.Item is < 0 or > MaxItems)
            return Errors.DagInvalid(dag.Name, "item", $"'{node.Label}' takes item {binding.Item} of a tuple; items are counted from 1 to {MaxItems}");
        return binding.SourceCase switch
        {
            ArgumentBinding.SourceOneofCase.Node when binding.Node < 0 || binding.Node >= dag.Nodes.Count =>
                Errors.DagInvalid(dag.Name, "edge", $"'{node.Label}' takes the result of node {binding.Node}, which does not exist"),
            ArgumentBinding.SourceOneofCase.Input when binding.Input < 0 || binding.Input >= dag.InputCount =>
                Errors.DagInvalid(dag.Name, "input", $"'{node.Label}' takes input {binding.Input}, and the DAG has {dag.InputCount}"),
            ArgumentBinding.SourceOneofCase.Constant when node.Kind != NodeKind.Call && binding.Constant.KindCase != ArgumentValue.KindOneofCase.Value =>
                Errors.DagInvalid(dag.Name, "edge", $"'{node.Label}' takes a reference, and only functions read those"),
            // What is there from the start always wins.
            ArgumentBinding.SourceOneofCase.Input or ArgumentBinding.SourceOneofCase.Constant when node.Kind == NodeKind.Race =>
                Errors.DagInvalid(dag.Name, "race", $"'{node.Label}' is a race that an argument takes part in, which would always win; name results of functions only"),
            ArgumentBinding.SourceOneofCase.None => Errors.DagInvalid(dag.Name, "edge", $"a parameter of '{node.Label}' is bound to nothing"),
            _ => null,
        };
    }

    private static string FindCycle(DagTopology dag, int[][] sources, int[] order)
    {
        // What could not be ordered lies on a cycle or behind one. Its sources that could not be ordered either lead to one, so walking against the edges comes back to a node of the path.
        var stuck = Enumerable.Range(0, sources.Length).Except(order).ToHashSet();
        var path = new List<int>();
        var at = stuck.First();
        while (!path.Contains(at))
        {
            path.Add(at);
            at = sources[at].First(stuck.Contains);
        }
        path.Add(at);
        path.RemoveRange(0, path.IndexOf(at));
        path.Reverse();
        return string.Join(" → ", path.Select(node => dag.Nodes[node].Label));
    }

    private static ErrorInfo? CheckSink(DagTopology dag, int[][] sources)
    {
        var feeds = new bool[dag.Nodes.Count];
        foreach (var source in sources.SelectMany(static before => before))
            feeds[source] = true;
        for (var i = 0; i < dag.Nodes.Count; i++)
        {
            if (i == dag.Sink && feeds[i])
                return Errors.DagInvalid(dag.Name, "sink", $"its sink '{dag.Nodes[i].Label}' feeds another node; the sink must be the last");
            if (i != dag.Sink && !feeds[i])
                return Errors.DagInvalid(dag.Name, "sink", $"'{dag.Nodes[i].Label}' and '{dag.Nodes[dag.Sink].Label}' both end the DAG; join them, or remove one");
        }
        return null;
    }
}
