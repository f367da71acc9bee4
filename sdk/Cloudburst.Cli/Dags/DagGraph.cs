using Cloudburst.Cli.Calls;
using Cloudburst.Cli.Output;

namespace Cloudburst.Cli.Dags;

/// <summary>A DAG as it is drawn: its inputs above, its result below, the functions between.</summary>
internal sealed class DagGraph
{
    private DagGraph(IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphEdge> edges)
    {
        Nodes = nodes;
        Edges = edges;
    }

    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>Who hands on to whom, each pair once.</summary>
    public IReadOnlyList<GraphEdge> Edges { get; }

    public static DagGraph Of(DagShape dag, CloudburstCatalog catalog)
    {
        var inputs = CallTarget.InputsOf(dag, catalog);
        var nodes = new List<GraphNode>(inputs.Select(static input => new GraphNode([$"{input.Name}: {Contracts.Short(input.Type)}"], GraphNodeKind.Input)));
        nodes.AddRange(dag.Nodes.Select(node => new GraphNode([.. LinesOf(dag, node, DagTypes.ContractOf(node.Function, catalog), inputs)], KindOf(node))));
        nodes.Add(new GraphNode([DagTypes.KnowsResultOf(dag, catalog) ? Contracts.Result(DagTypes.ResultOf(dag, catalog)) : "result"], GraphNodeKind.Result));

        var edges = new List<GraphEdge>();
        for (var i = 0; i < dag.Nodes.Count; i++)
        {
            foreach (var binding in dag.Nodes[i].Bindings)
            {
                if (binding.Kind == DagBindingKind.Input)
                    edges.Add(new(binding.Index, inputs.Length + i));
                else if (binding.Kind == DagBindingKind.Node)
                    edges.Add(new(inputs.Length + binding.Index, inputs.Length + i));
            }
            foreach (var guard in OwnGuards(dag, dag.Nodes[i]))
                edges.Add(new(inputs.Length + guard.Node, inputs.Length + i, IsCondition: true));
        }
        edges.Add(new(inputs.Length + dag.Sink, nodes.Count - 1));
        // What is handed on comes first, and hides that it decides as well.
        return new DagGraph(nodes, [.. edges.OrderBy(static edge => edge.IsCondition).DistinctBy(static edge => (edge.From, edge.To))]);
    }

    private static GraphNodeKind KindOf(DagNodeShape node) => node.Kind == DagNodeKind.Call ? GraphNodeKind.Function : GraphNodeKind.Selection;

    /// <summary>The node's name, its function where that is called otherwise, when it runs, and what its arguments are beside the results that lead to it.</summary>
    private static IEnumerable<string> LinesOf(DagShape dag, DagNodeShape node, FunctionContract? contract, FunctionParameter[] inputs)
    {
        yield return node.Label;
        if (node.Kind == DagNodeKind.Race)
            yield return "the first result wins";
        else if (node.Kind == DagNodeKind.Choice && node.Bindings.Count > 1)
            yield return "of the branch that ran";
        else if (node.Kind == DagNodeKind.Call && node.Label != node.Function && !node.Label.StartsWith($"{node.Function}#", StringComparison.Ordinal))
            yield return node.Function;
        foreach (var guard in OwnGuards(dag, node))
            yield return $"{guard} ({dag.Nodes[guard.Node].Label})";
        foreach (var known in node.Bindings.Where(binding => binding.Kind == DagBindingKind.Node && dag.Nodes[binding.Index].Part != node.Part).Select(static binding => binding.Index).Distinct())
            yield return $"placed once {dag.Nodes[known].Label} is known";
        for (var i = 0; i < node.Bindings.Count; i++)
        {
            var binding = node.Bindings[i];
            var parameter = contract is not null && i < contract.Parameters.Count ? contract.Parameters[i].Name : $"argument {i + 1}";
            var name = node.Kind == DagNodeKind.Call ? $"{parameter} = " : "";
            if (binding.Kind == DagBindingKind.Constant)
                yield return name + TextOf(binding.Constant);
            else if (binding.IsForEach)
                yield return SourceOf(dag, binding, inputs) is var source && source == parameter ? $"for each {parameter}" : $"for each {parameter} of {source}";
            else if (binding.Item > 0)
                yield return name + SourceOf(dag, binding, inputs);
        }
    }

    /// <summary>The conditions of a node without those that hold anyway when what it needs is there: in a branch it is the first nodes that have it.</summary>
    private static IEnumerable<DagGuard> OwnGuards(DagShape dag, DagNodeShape node)
    {
        var sources = node.Bindings.Where(static binding => binding.Kind == DagBindingKind.Node).Select(binding => dag.Nodes[binding.Index]).ToList();
        return node.Guards.Where(guard => node.Kind == DagNodeKind.Call
            ? !sources.Exists(source => Has(source, guard))
            : sources.Count < node.Bindings.Count || !sources.TrueForAll(source => Has(source, guard)));

        static bool Has(DagNodeShape source, DagGuard guard) => source.Guards.Any(other => other.Node == guard.Node && other.ToString() == guard.ToString());
    }

    private static string SourceOf(DagShape dag, DagBinding binding, FunctionParameter[] inputs)
    {
        var source = binding.Kind == DagBindingKind.Input ? inputs[binding.Index].Name : dag.Nodes[binding.Index].Label;
        return binding.Item > 0 ? $"item {binding.Item} of {source}" : source;
    }

    private static string TextOf(EncodedArgument constant)
    {
        var text = constant.Kind == ArgumentKind.Value ? JsonOutput.Compact(new EncodedValue(constant.Value)) : $"ref:{constant.Key}";
        return text.Length > 24 ? text[..21] + "..." : text;
    }
}

/// <summary>A node of the picture.</summary>
internal sealed record GraphNode(IReadOnlyList<string> Lines, GraphNodeKind Kind)
{
    public bool IsBox => Kind is GraphNodeKind.Function or GraphNodeKind.Selection;
}

/// <summary>What a node of the picture stands for.</summary>
internal enum GraphNodeKind
{
    Input,
    Function,

    /// <summary>Takes one of several results.</summary>
    Selection,
    Result,
}

/// <summary>An edge, by the places of its ends.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="IsCondition">Whether it only decides if the node runs.</param>
internal readonly record struct GraphEdge(int From, int To, bool IsCondition = false);
