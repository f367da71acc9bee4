using System.Diagnostics;

namespace Cloudburst;

/// <summary>Composes a DAG node by node. Obtained from <c>Dag.Build</c>; not thread-safe.</summary>
public sealed partial class DagBuilder
{
    private readonly List<DagNodeShape> _nodes = [];
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

    internal Port<T> Input<T>(int index) => new(this, DagBinding.FromInput(index));

    internal Port<T> AddNode<T>(string function, string? label, params ReadOnlySpan<DagBinding> bindings)
    {
        _nodes.Add(new DagNodeShape(function, UniqueLabel(function, label), bindings.ToArray()));
        return new Port<T>(this, DagBinding.FromNode(_nodes.Count - 1));
    }

    internal DagBinding Bind<T>(Port<T> port) => port.Owner is null || port.Owner == this
        ? port.Binding
        : throw new ArgumentException("The port belongs to another DAG; use the ports of this builder", nameof(port));

    internal DagShape Finish<T>(string? name, int inputCount, Port<T> sink)
    {
        if (Bind(sink) is not { Kind: DagBindingKind.Node } binding)
            throw new ArgumentException("A DAG's result must come from one of its functions; return what Add returned", nameof(sink));
        return new DagShape(name ?? "", inputCount, [.. _nodes], binding.Index);
    }

    /// <summary>Copies another DAG's nodes, with its inputs bound to ports of this one.</summary>
    internal Port<T> Embed<T>(Dag<T> dag, params ReadOnlySpan<DagBinding> inputs)
    {
        var offset = _nodes.Count;
        foreach (var node in dag.Shape.Nodes)
        {
            var bindings = new DagBinding[node.Bindings.Count];
            for (var i = 0; i < bindings.Length; i++)
            {
                var binding = node.Bindings[i];
                bindings[i] = binding.Kind switch
                {
                    DagBindingKind.Input => inputs[binding.Index],
                    DagBindingKind.Node => DagBinding.FromNode(binding.Index + offset),
                    _ => binding,
                };
            }
            AddNode<T>(node.Function, LabelOf(node), bindings);
        }
        return new Port<T>(this, DagBinding.FromNode(dag.Shape.Sink + offset));
    }

    // A label that was only made unique is made anew; one that the user gave stays.
    private static string? LabelOf(DagNodeShape node) =>
        node.Label.StartsWith(node.Function, StringComparison.Ordinal) ? null : node.Label;

    private string UniqueLabel(string function, string? label)
    {
        if (label is not null)
        {
            return _labels.Add(label)
                ? label
                : throw new ArgumentException($"Two nodes are labelled '{label}'; give each its own label", nameof(label));
        }
        var candidate = function;
        for (var n = 2; !_labels.Add(candidate); n++)
            candidate = $"{function}#{n}";
        return candidate;
    }
}

/// <summary>What flows along an edge of a DAG that is being composed: an input, a node's result, or a constant.</summary>
/// <typeparam name="T">The type of what flows.</typeparam>
[DebuggerDisplay("{Binding}")]
public readonly struct Port<T>
{
    internal Port(DagBuilder? owner, DagBinding binding)
    {
        Owner = owner;
        Binding = binding;
    }

    internal DagBuilder? Owner { get; }

    internal DagBinding Binding { get; }

    /// <summary>Fixes an argument when the DAG is written.</summary>
    public static implicit operator Port<T>(T value) => new(null, DagBinding.FromConstant(((Arg<T>)value).Encode()));

    /// <summary>Reads a register in every call.</summary>
    public static implicit operator Port<T>(Ref<T> reference) => new(null, DagBinding.FromConstant(((Arg<T>)reference).Encode()));
}
