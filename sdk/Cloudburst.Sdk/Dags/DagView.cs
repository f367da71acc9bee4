using System.Diagnostics;

namespace Cloudburst;

/// <summary>What a debugger shows of a DAG: one line for each node, with where its arguments come from.</summary>
internal sealed class DagView(Dag dag)
{
    /// <summary>The DAG's name.</summary>
    public string Name => dag.Name;

    /// <summary>The node whose result is the DAG's.</summary>
    public string Sink => dag.Shape.Sink >= 0 && dag.Shape.Sink < dag.Shape.Nodes.Count ? dag.Shape.Nodes[dag.Shape.Sink].Label : "?";

    /// <summary>What calls are promised.</summary>
    public Consistency Consistency => dag.Shape.Consistency;

    /// <summary>The nodes.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public string[] Nodes => [.. dag.Shape.Nodes.Select(node => $"{node.Label} = {node.Function}({string.Join(", ", node.Bindings.Select(Text))})")];

    // A DAG that was written as data may name nodes that it does not have.
    private string Text(DagBinding binding)
    {
        var source = binding.Kind switch
        {
            DagBindingKind.Input => $"input {binding.Index}",
            DagBindingKind.Node => binding.Index < dag.Shape.Nodes.Count ? dag.Shape.Nodes[binding.Index].Label : "?",
            _ => "constant",
        };
        var item = binding.Item == 0 ? source : $"{source}.Item{binding.Item}";
        return binding.IsForEach ? $"each of {item}" : item;
    }
}
