using Cloudburst.Protocol;
using Cloudburst.Shared;

namespace Cloudburst.Scheduler.Dags;

/// <summary>
/// Follows types along the edges of a DAG without cycles: functions are there, take as many arguments as are bound, and each takes what its source yields. What a call's
/// arguments are is not known before the call, nor is a constant's type.
/// </summary>
internal sealed class DagTypes(DagTopology dag, Func<string, FunctionInfo?> findFunction)
{
    // What each node yields; null where it can't be known.
    private readonly string?[] _yields = new string?[dag.Nodes.Count];

    /// <summary>Finds the first mistake.</summary>
    /// <param name="order">The nodes, each after those that it waits for.</param>
    public ErrorInfo? Check(IEnumerable<int> order)
    {
        foreach (var at in order)
        {
            var node = dag.Nodes[at];
            if ((node.Kind == NodeKind.Call ? CheckCall(node, at) : CheckChoice(node, at)) is { } error)
                return error;
        }
        return null;
    }

    /// <summary>What a node of a sound DAG yields; <see langword="null"/> where that can't be known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="order">The nodes, each after those that it waits for.</param>
    public string? ResultOf(int node, IEnumerable<int> order)
    {
        if (Check(order) is not null || _yields[node] is not { } type)
            return null;
        return type.Length == 0 ? ContractTypes.Nothing : type;
    }

    private ErrorInfo? CheckCall(DagNode node, int at)
    {
        if (findFunction(node.Function) is not { } function)
        {
            return Errors.DagInvalid(
                dag.Name, "function", $"no executor has its function '{node.Function}'; check the name, or start the project that declares it");
        }
        if (function.Streams)
            return Errors.DagInvalid(dag.Name, "stream", $"its function '{node.Function}' yields a stream, which is for a caller alone; let it return a list");
        if (node.Bindings.Count != function.Parameters.Count)
        {
            return Errors.DagInvalid(
                dag.Name, "arity", $"'{node.Label}' takes {function.Parameters.Count} arguments and {node.Bindings.Count} are bound");
        }
        for (var i = 0; i < node.Bindings.Count; i++)
        {
            if (TypeOf(node, node.Bindings[i], out var type) is { } error)
                return error;
            if (type is not null && type != function.Parameters[i].Type)
            {
                return Errors.DagInvalid(
                    dag.Name,
                    "type",
                    $"'{dag.Nodes[node.Bindings[i].Node].Label}' yields {Word(type)} and parameter '{function.Parameters[i].Name}' of '{node.Label}' takes {function.Parameters[i].Type}");
            }
        }
        _yields[at] = DagEdges.EachOf(node) < 0 ? function.ResultType : ContractTypes.ArrayOf(function.ResultType);
        return null;
    }

    private ErrorInfo? CheckChoice(DagNode node, int at)
    {
        foreach (var binding in node.Bindings)
        {
            if (TypeOf(node, binding, out var type) is { } error)
                return error;
            if (type is not null && _yields[at] is { } other && other != type)
            {
                return Errors.DagInvalid(
                    dag.Name, "type", $"'{node.Label}' takes one of several results, and they are of different types: {Word(other)} and {Word(type)}");
            }
            _yields[at] ??= type;
        }
        return null;
    }

    private ErrorInfo? TypeOf(DagNode node, ArgumentBinding binding, out string? type)
    {
        type = binding.SourceCase == ArgumentBinding.SourceOneofCase.Node ? _yields[binding.Node] : null;
        if (type is null)
            return null;
        var source = dag.Nodes[binding.Node].Label;
        if (binding.ByKey)
        {
            if (ContractTypes.ReferredBy(type) is not { } referred)
                return Errors.DagInvalid(dag.Name, "continuation", $"'{node.Label}' takes what '{source}' refers to, and that yields {Word(type)}, no reference");
            type = referred;
        }
        if (binding.Item > 0)
        {
            var items = ContractTypes.ItemsOf(type);
            if (binding.Item > items.Count)
                return Errors.DagInvalid(dag.Name, "item", $"'{node.Label}' takes item {binding.Item} of what '{source}' yields, and that is {Word(type)}");
            type = items[binding.Item - 1];
        }
        if (!binding.Each)
            return null;
        if (ContractTypes.ElementOf(type) is not { } element)
            return Errors.DagInvalid(dag.Name, "each", $"'{node.Label}' is mapped over what '{source}' yields, and that is {Word(type)}, no list");
        type = element;
        return null;
    }

    private static string Word(string type) => type.Length == 0 ? "nothing" : type;
}
