using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Dags;

/// <summary>
/// Checks a DAG before anything of it is stored: the original left "connected" and "one sink" unenforced and did not look for cycles. Every rule
/// has its own error.
/// </summary>
internal static class DagValidator
{
    public const int MaxNodes = 10_000;

    /// <summary>Finds the first rule that a DAG breaks.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="findFunction">Knows the functions of the attached executors.</param>
    /// <returns>The error, or <see langword="null"/> for a sound DAG.</returns>
    public static ErrorInfo? Check(DagTopology dag, Func<string, FunctionInfo?> findFunction) =>
        CheckShape(dag) ?? CheckBindings(dag) ?? CheckFunctions(dag, findFunction) ?? CheckCycles(dag) ?? CheckSink(dag);

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

    private static ErrorInfo? CheckBindings(DagTopology dag)
    {
        foreach (var node in dag.Nodes)
        {
            foreach (var binding in node.Bindings)
            {
                switch (binding.SourceCase)
                {
                    case ArgumentBinding.SourceOneofCase.Node when binding.Node < 0 || binding.Node >= dag.Nodes.Count:
                        return Errors.DagInvalid(dag.Name, "edge", $"'{node.Label}' takes the result of node {binding.Node}, which does not exist");
                    case ArgumentBinding.SourceOneofCase.Input when binding.Input < 0 || binding.Input >= dag.InputCount:
                        return Errors.DagInvalid(dag.Name, "input", $"'{node.Label}' takes input {binding.Input}, and the DAG has {dag.InputCount}");
                    case ArgumentBinding.SourceOneofCase.None:
                        return Errors.DagInvalid(dag.Name, "edge", $"a parameter of '{node.Label}' is bound to nothing");
                }
            }
        }
        return null;
    }

    private static ErrorInfo? CheckFunctions(DagTopology dag, Func<string, FunctionInfo?> findFunction)
    {
        foreach (var node in dag.Nodes)
        {
            if (findFunction(node.Function) is not { } function)
            {
                return Errors.DagInvalid(
                    dag.Name, "function", $"no executor has its function '{node.Function}'; check the name, or start the project that declares it");
            }
            if (node.Bindings.Count != function.Parameters.Count)
            {
                return Errors.DagInvalid(
                    dag.Name, "arity", $"'{node.Label}' takes {function.Parameters.Count} arguments and {node.Bindings.Count} are bound");
            }
            for (var i = 0; i < node.Bindings.Count; i++)
            {
                if (node.Bindings[i].SourceCase != ArgumentBinding.SourceOneofCase.Node)
                    continue;
                var source = dag.Nodes[node.Bindings[i].Node];
                // An unknown source function is reported under its own node.
                if (findFunction(source.Function) is { } producer && producer.ResultType != function.Parameters[i].Type)
                {
                    return Errors.DagInvalid(
                        dag.Name,
                        "type",
                        $"'{source.Label}' yields {(producer.ResultType.Length == 0 ? "nothing" : producer.ResultType)} and parameter '{function.Parameters[i].Name}' of '{node.Label}' takes {function.Parameters[i].Type}");
                }
            }
        }
        return null;
    }

    private static ErrorInfo? CheckCycles(DagTopology dag) =>
        DagOrder.Sort([.. dag.Nodes.Select(DagOrder.SourcesOf)]).Length == dag.Nodes.Count
            ? null
            : Errors.DagInvalid(dag.Name, "cycle", $"it has a cycle: {FindCycle(dag)}");

    private static string FindCycle(DagTopology dag)
    {
        // Every node of a cycle has a source on a cycle, so walking against the edges comes back to a node of the path.
        var path = new List<int>();
        var at = Enumerable.Range(0, dag.Nodes.Count).First(node => IsOnCycle(dag, node));
        while (!path.Contains(at))
        {
            path.Add(at);
            at = DagOrder.SourcesOf(dag.Nodes[at]).First(source => IsOnCycle(dag, source));
        }
        path.Add(at);
        path.RemoveRange(0, path.IndexOf(at));
        path.Reverse();
        return string.Join(" → ", path.Select(node => dag.Nodes[node].Label));
    }

    private static bool IsOnCycle(DagTopology dag, int node)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>(DagOrder.SourcesOf(dag.Nodes[node]));
        while (open.TryPop(out var at))
        {
            if (at == node)
                return true;
            if (seen.Add(at))
            {
                foreach (var source in DagOrder.SourcesOf(dag.Nodes[at]))
                    open.Push(source);
            }
        }
        return false;
    }

    private static ErrorInfo? CheckSink(DagTopology dag)
    {
        var feeds = new bool[dag.Nodes.Count];
        foreach (var node in dag.Nodes)
        {
            foreach (var source in DagOrder.SourcesOf(node))
                feeds[source] = true;
        }
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
