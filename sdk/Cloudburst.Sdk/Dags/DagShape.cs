namespace Cloudburst;

/// <summary>
/// A DAG as data: its functions, and where each parameter's argument comes from. The typed <see cref="Dag"/> builders produce it; tools may write it
/// by hand, and then a scheduler's checks are the first to see a mistake.
/// </summary>
/// <param name="Name">The DAG's name.</param>
/// <param name="InputCount">How many arguments a call takes.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Sink">The index of the node whose result is the DAG's.</param>
public sealed record DagShape(string Name, int InputCount, IReadOnlyList<DagNodeShape> Nodes, int Sink)
{
    /// <summary>What calls of the DAG are promised unless they ask for something else.</summary>
    /// <value><see cref="Consistency.Default"/>: the scheduler's.</value>
    public Consistency Consistency { get; init; }

    /// <summary>Which version of its name it is: a later one takes the place of an earlier one.</summary>
    /// <value>0: it has no versions.</value>
    public int Version { get; init; }

    /// <summary>Whether an edge leads to the next part: what is behind it is placed when the result is known.</summary>
    internal bool IsContinuation(DagNodeShape node, DagBinding binding) =>
        binding.Kind == DagBindingKind.Node && binding.Index >= 0 && binding.Index < Nodes.Count && Nodes[binding.Index].Part != node.Part;

    /// <summary>Draws the DAG as a Mermaid flowchart: <c>```mermaid</c> in a Markdown file shows it.</summary>
    public string ToMermaid() => DagMermaid.Draw(this);
}

/// <summary>A node: one use of a function, or a choice between results. It yields a result, or it is skipped, and then what needs its result is skipped too.</summary>
/// <param name="Function">The function's registered name; empty for a node that calls none.</param>
/// <param name="Label">The node's name, unique in the DAG.</param>
/// <param name="Bindings">
/// Of a call one per parameter, in declared order: arguments never depend on the order of arrival. Otherwise the results to take one of.
/// </param>
public sealed record DagNodeShape(string Function, string Label, IReadOnlyList<DagBinding> Bindings)
{
    /// <summary>What the node does.</summary>
    /// <value><see cref="DagNodeKind.Call"/>.</value>
    public DagNodeKind Kind { get; init; }

    /// <summary>The node is skipped unless all of these hold.</summary>
    /// <value>None.</value>
    public IReadOnlyList<DagGuard> Guards { get; init; } = [];

    /// <summary>
    /// The part of the DAG that it belongs to, counted from 0. The functions of a part are placed when the result of the part before is known, which is the only one that reaches them from there.
    /// </summary>
    /// <value>0: it is placed when the DAG is called.</value>
    public int Part { get; init; }

    /// <summary>The indexes of calls that it is placed near to: on one machine, where one can take them all.</summary>
    /// <value>None.</value>
    public IReadOnlyList<int> Near { get; init; } = [];

    /// <summary>The indexes of calls that it is placed apart from: on another machine, or else on another executor, where there is one.</summary>
    /// <value>None.</value>
    public IReadOnlyList<int> ApartFrom { get; init; } = [];
}

/// <summary>What a node does.</summary>
public enum DagNodeKind
{
    /// <summary>Calls its function; for each element of a list where a binding says so.</summary>
    Call,

    /// <summary>Takes the first result that is there, of branches of which one runs.</summary>
    Choice,

    /// <summary>Takes the first result that is there, of competitors that run at the same time; the others are then stopped.</summary>
    Race,
}

/// <summary>A condition: the result of another node is one of these, byte for byte.</summary>
/// <param name="Node">The index of the node.</param>
/// <param name="Results">Payloads.</param>
/// <param name="Negated">Whether it must be none of them instead.</param>
public sealed record DagGuard(int Node, IReadOnlyList<ReadOnlyMemory<byte>> Results, bool Negated)
{
    /// <summary>The condition as pictures show it: <c>if true</c>, <c>if not "red", "green"</c>.</summary>
    public override string ToString() => DagMermaid.ConditionOf(this);
}

/// <summary>Where a parameter's argument comes from.</summary>
public readonly record struct DagBinding
{
    private DagBinding(DagBindingKind kind, int index, EncodedArgument constant)
    {
        Kind = kind;
        Index = index;
        Constant = constant;
    }

    /// <summary>Which of the three it is.</summary>
    public DagBindingKind Kind { get; }

    /// <summary>The index of the input, or of the node.</summary>
    public int Index { get; }

    /// <summary>The argument that is the same in every call.</summary>
    public EncodedArgument Constant { get; }

    /// <summary>Which item of the source's tuple is bound, from 1; 0 for all of it.</summary>
    public int Item { get; init; }

    /// <summary>Whether the function is called for each element of the source's list.</summary>
    public bool IsForEach { get; init; }

    /// <summary>Whether the source's result is a reference to what is bound: it is read where the node runs. Only of the result of the part before (<see cref="DagNodeShape.Part"/>).</summary>
    public bool IsByKey { get; init; }

    /// <summary>The call's argument at this place.</summary>
    public static DagBinding FromInput(int index) => new(DagBindingKind.Input, index, default);

    /// <summary>The result of another node.</summary>
    public static DagBinding FromNode(int index) => new(DagBindingKind.Node, index, default);

    /// <summary>An argument that is the same in every call.</summary>
    public static DagBinding FromConstant(EncodedArgument constant) => new(DagBindingKind.Constant, -1, constant);
}

/// <summary>Where a parameter's argument comes from.</summary>
public enum DagBindingKind
{
    /// <summary>One of the call's arguments.</summary>
    Input,

    /// <summary>The result of another node.</summary>
    Node,

    /// <summary>Fixed when the DAG was written.</summary>
    Constant,
}
