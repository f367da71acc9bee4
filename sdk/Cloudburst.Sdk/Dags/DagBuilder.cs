using System.Runtime.CompilerServices;

namespace Cloudburst;

/// <summary>Composes a DAG node by node. Obtained from <c>Dag.Build</c>; not thread-safe.</summary>
public sealed partial class DagBuilder
{
    private readonly List<DagNodeShape> _nodes = [];
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

    // What must hold for the branches that are being composed, from the outermost inwards.
    private readonly List<DagGuard> _guards = [];

    internal DagBuilder()
    {
        // A DAG that is used in its own composition composes itself until the stack is full, which no handler survives.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new CloudburstException(
                CloudburstErrorCode.DagInvalid,
                "A DAG contains itself, or DAGs are nested too deeply; a DAG has no cycles, so repeat what repeats inside of a function, or in the caller",
                new Dictionary<string, string> { ["rule"] = "recursion" });
        }
    }

    internal Port<T> Input<T>(int index) => new(this, DagBinding.FromInput(index));

    internal Port<T> AddNode<T>(string function, string? label, params ReadOnlySpan<DagBinding> bindings) =>
        Append<T>(new DagNodeShape(function, UniqueLabel(function, label), bindings.ToArray()) { Guards = [.. _guards], Part = PartAfter(bindings, _guards) });

    internal Port<T> AddChoice<T>(DagNodeKind kind, string? label, params ReadOnlySpan<DagBinding> bindings) =>
        Append<T>(new DagNodeShape("", UniqueLabel(WordFor(kind), label), bindings.ToArray()) { Kind = kind, Guards = [.. _guards], Part = PartAfter(bindings, _guards) });

    internal DagBinding Bind<T>(Port<T> port) => port.Owner is null || port.Owner == this
        ? port.Binding
        : throw new ArgumentException("The port belongs to another DAG; use the ports of this builder", nameof(port));

    internal DagShape Finish<T>(string? name, int inputCount, Port<T> sink)
    {
        var binding = Bind(sink);
        if (binding.Kind != DagBindingKind.Node)
            throw new ArgumentException("A DAG's result must come from one of its functions; return what Add returned", nameof(sink));
        if (binding.Item > 0)
            binding = AddChoice<T>(DagNodeKind.Choice, null, binding).Binding;
        DagParts.Check(_nodes);
        return new DagShape(name ?? "", inputCount, [.. _nodes], binding.Index);
    }

    /// <summary>Copies another DAG's nodes, with its inputs bound to ports of this one.</summary>
    internal Port<T> Embed<T>(Dag<T> dag, params ReadOnlySpan<DagBinding> inputs) => EmbedInto(PartAfter(inputs, _guards), dag, inputs);

    /// <summary>Copies another DAG's nodes into a part of their own, which takes the result of the one before.</summary>
    internal Port<TNext> Continue<T, TNext>(Dag<TNext> dag, Port<T> result, bool byKey)
    {
        var binding = Bind(result);
        return EmbedInto(PartAfter([binding], _guards) + 1, dag, binding with { IsByKey = byKey });
    }

    private Port<T> EmbedInto<T>(int part, Dag<T> dag, params ReadOnlySpan<DagBinding> inputs)
    {
        var offset = _nodes.Count;
        foreach (var node in dag.Shape.Nodes)
        {
            var bindings = new DagBinding[node.Bindings.Count];
            for (var i = 0; i < bindings.Length; i++)
                bindings[i] = Moved(node.Bindings[i], offset, inputs);
            Append<T>(new DagNodeShape(node.Function, UniqueLabel(WordFor(node), LabelOf(node)), bindings)
            {
                Kind = node.Kind,
                Part = node.Part + part,
                Guards = [.. _guards, .. node.Guards.Select(guard => guard with { Node = guard.Node + offset })],
                Near = [.. node.Near.Select(other => other + offset)],
                ApartFrom = [.. node.ApartFrom.Select(other => other + offset)],
            });
        }
        return new Port<T>(this, DagBinding.FromNode(dag.Shape.Sink + offset));
    }

    private DagBinding Moved(DagBinding binding, int offset, ReadOnlySpan<DagBinding> inputs)
    {
        if (binding.Kind == DagBindingKind.Node)
            return DagBinding.FromNode(binding.Index + offset) with { Item = binding.Item, IsForEach = binding.IsForEach, IsByKey = binding.IsByKey };
        if (binding.Kind == DagBindingKind.Constant)
            return binding;
        var input = inputs[binding.Index];
        // An item of an item: the outer one is taken first, by a node of its own.
        if (input.Item > 0 && binding.Item > 0)
            input = AddChoice<object>(DagNodeKind.Choice, null, input).Binding;
        return binding.Item > 0 ? input with { Item = binding.Item, IsForEach = binding.IsForEach } : input with { IsForEach = binding.IsForEach };
    }

    /// <summary>The part of what takes these: the latest of theirs.</summary>
    private int PartAfter(ReadOnlySpan<DagBinding> bindings, IReadOnlyList<DagGuard> guards)
    {
        var part = 0;
        foreach (var binding in bindings)
        {
            if (binding.Kind == DagBindingKind.Node)
                part = Math.Max(part, _nodes[binding.Index].Part);
        }
        foreach (var guard in guards)
            part = Math.Max(part, _nodes[guard.Node].Part);
        return part;
    }

    private Port<T> Append<T>(DagNodeShape node)
    {
        _nodes.Add(node);
        return new Port<T>(this, DagBinding.FromNode(_nodes.Count - 1));
    }

    // A label that was only made unique is made anew; one that the user gave stays.
    private static string? LabelOf(DagNodeShape node)
    {
        var word = WordFor(node);
        return node.Label == word || node.Label.StartsWith(word + "#", StringComparison.Ordinal) ? null : node.Label;
    }

    private static string WordFor(DagNodeShape node) => node.Kind == DagNodeKind.Call ? node.Function : WordFor(node.Kind);

    private static string WordFor(DagNodeKind kind) => kind == DagNodeKind.Race ? "race" : "choice";

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
