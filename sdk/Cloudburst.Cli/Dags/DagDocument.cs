using Cloudburst.Cli.Calls;
using Cloudburst.Cli.Output;

namespace Cloudburst.Cli.Dags;

/// <summary>The JSON of <c>cloudburst dag</c>.</summary>
internal static class DagDocument
{
    public static object Of(DagShape dag, CloudburstCatalog catalog) => new
    {
        dag.Name,
        dag.Version,
        Inputs = CallTarget.InputsOf(dag, catalog),
        Result = DagTypes.ResultOf(dag, catalog),
        Level = dag.Consistency.ToString(),
        Nodes = dag.Nodes.Select(node => new
        {
            node.Label,
            Kind = KindOf(node),
            Function = node.Function.Length > 0 ? node.Function : null,
            Arguments = node.Bindings.Select((binding, place) => new
            {
                Parameter = ParameterOf(node, place, catalog),
                Input = binding.Kind == DagBindingKind.Input ? binding.Index : (int?)null,
                Node = binding.Kind == DagBindingKind.Node ? dag.Nodes[binding.Index].Label : null,
                Constant = binding is { Kind: DagBindingKind.Constant, Constant.Kind: ArgumentKind.Value } ? new EncodedValue(binding.Constant.Value) : (EncodedValue?)null,
                Key = binding.Kind == DagBindingKind.Constant ? binding.Constant.Key : null,
                Item = binding.Item == 0 ? (int?)null : binding.Item,
                Each = binding.IsForEach,
            }),
            Conditions = node.Guards.Select(guard => new
            {
                Node = dag.Nodes[guard.Node].Label,
                Results = guard.Results.Select(static result => new EncodedValue(result)).DistinctBy(JsonOutput.Compact),
                guard.Negated,
            }),
        }),
        Sink = dag.Nodes[dag.Sink].Label,
    };

    private static string KindOf(DagNodeShape node) => node.Kind switch
    {
        DagNodeKind.Choice => "choice",
        DagNodeKind.Race => "race",
        _ => node.Bindings.Any(static binding => binding.IsForEach) ? "map" : "call",
    };

    private static string? ParameterOf(DagNodeShape node, int place, CloudburstCatalog catalog) =>
        DagTypes.ContractOf(node.Function, catalog) is { } function && place < function.Parameters.Count ? function.Parameters[place].Name : null;
}
