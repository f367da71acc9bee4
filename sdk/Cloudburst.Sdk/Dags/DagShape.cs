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
}

/// <summary>A node: one use of a function.</summary>
/// <param name="Function">The function's registered name.</param>
/// <param name="Label">The node's name, unique in the DAG.</param>
/// <param name="Bindings">One per parameter, in declared order: arguments never depend on the order of arrival.</param>
public sealed record DagNodeShape(string Function, string Label, IReadOnlyList<DagBinding> Bindings);

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
