namespace Cloudburst.Cli.Dags;

/// <summary>Types of a DAG's results, as far as the contracts of its functions tell them.</summary>
internal static class DagTypes
{
    /// <summary>What functions without a result yield where somebody needs one.</summary>
    private const string Nothing = "Cloudburst.Unit";

    /// <summary>The type of a DAG's result; <see langword="null"/> when it has none, or no executor here has the function.</summary>
    public static string? ResultOf(DagShape dag, CloudburstCatalog catalog) => ResultOf(dag, dag.Sink, catalog);

    /// <summary>Whether it is known what a DAG's result is.</summary>
    public static bool KnowsResultOf(DagShape dag, CloudburstCatalog catalog) => FunctionsOf(dag, dag.Sink).Any(name => ContractOf(name, catalog) is not null);

    /// <summary>A function's contract, where an executor has it.</summary>
    public static FunctionContract? ContractOf(string function, CloudburstCatalog catalog) => catalog.Functions.FirstOrDefault(known => known.Name == function);

    private static string? ResultOf(DagShape dag, int at, CloudburstCatalog catalog)
    {
        var node = dag.Nodes[at];
        if (node.Kind != DagNodeKind.Call)
        {
            // All that it takes one of are of one type.
            return node.Bindings.Where(static binding => binding is { Kind: DagBindingKind.Node, Item: 0 })
                .Select(binding => ResultOf(dag, binding.Index, catalog)).FirstOrDefault(static type => type is not null);
        }
        if (ContractOf(node.Function, catalog) is not { } contract)
            return null;
        return node.Bindings.Any(static binding => binding.IsForEach) ? (contract.ResultType ?? Nothing) + "[]" : contract.ResultType;
    }

    /// <summary>The functions whose result may be a node's.</summary>
    private static IEnumerable<string> FunctionsOf(DagShape dag, int at) => dag.Nodes[at].Kind == DagNodeKind.Call
        ? [dag.Nodes[at].Function]
        : dag.Nodes[at].Bindings.Where(static binding => binding is { Kind: DagBindingKind.Node, Item: 0 }).SelectMany(binding => FunctionsOf(dag, binding.Index));
}
