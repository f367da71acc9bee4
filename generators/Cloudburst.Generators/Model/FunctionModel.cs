using System.Linq;
using Cloudburst.Generators.Text;

namespace Cloudburst.Generators.Model;

/// <summary>How a parameter gets its argument.</summary>
internal enum ParameterKind
{
    /// <summary>From the caller.</summary>
    Wire,

    /// <summary>From the caller, with its key.</summary>
    Reference,

    /// <summary>From a register, by a template.</summary>
    State,

    /// <summary>A state class over the invocation's store.</summary>
    StateClass,

    /// <summary>The context.</summary>
    Context,

    /// <summary>The invocation's token.</summary>
    Token,

    /// <summary>A service of the host.</summary>
    Service,
}

/// <summary>One parameter of a function.</summary>
/// <param name="Name">Its bare name.</param>
/// <param name="Kind">How it gets its argument.</param>
/// <param name="Type">The type that is bound, as code: the referenced type for a <c>Ref&lt;T&gt;</c>.</param>
/// <param name="Contract">The contract's name of the type, of a wire parameter.</param>
/// <param name="NeedsValue">Whether C# would not convert a value to <c>Arg&lt;T&gt;</c>: the type is an interface or <c>object</c>.</param>
/// <param name="AllowsNull">Whether an absent value may be passed on.</param>
/// <param name="Key">The key's template, of a parameter from state.</param>
internal sealed record ParameterModel(
    string Name, ParameterKind Kind, string Type, string Contract, bool NeedsValue, bool AllowsNull, EquatableArray<KeyPart> Key)
{
    /// <summary>Whether there may be references inside of the argument.</summary>
    public bool HoldsReferences { get; init; }

    /// <summary>
    /// Whether some ways to write a value in C# reach its type but not <c>Arg&lt;T&gt;</c>: a collection expression, <c>new()</c>, <see langword="null"/>.
    /// </summary>
    public bool IsWrittenInPlace { get; init; }

    /// <summary>Its default value as code, if the caller may leave it out.</summary>
    public string? Default { get; init; }

    /// <summary>Whether the caller gives the argument.</summary>
    public bool IsWire => Kind is ParameterKind.Wire or ParameterKind.Reference;
}

/// <summary>The class of an instance function.</summary>
/// <param name="Services">The parameters of its constructor that take services, in declared order.</param>
/// <param name="WarmsUp">Whether its object is made when an executor starts.</param>
internal sealed record ClassModel(EquatableArray<ParameterModel> Services, bool WarmsUp);

/// <summary>What a function asks of its executors.</summary>
/// <param name="TimeoutSeconds">How long one run may take; 0 for no limit.</param>
/// <param name="MaxConcurrency">How many runs an executor has at once; 0 for no limit.</param>
/// <param name="Resource">The label that an executor must have.</param>
/// <param name="MemoryMB">How much memory one run needs; 0 where nothing is known of it.</param>
internal sealed record LimitsModel(double TimeoutSeconds, int MaxConcurrency, string? Resource, int MemoryMB);

/// <summary>How a function takes several calls at once.</summary>
/// <param name="Most">How many at most.</param>
/// <param name="HasOutcomes">Whether they can fail one by one.</param>
internal sealed record BatchModel(int Most, bool HasOutcomes);

/// <summary>A function that code can be generated for. Only text: it must not keep a compilation alive, and equal models mean equal output.</summary>
/// <param name="Name">The registered name.</param>
/// <param name="IsNamed">Whether the user gave the name.</param>
/// <param name="Method">The method's bare name.</param>
/// <param name="Type">The type that declares it.</param>
/// <param name="IsPublic">Whether the method is public.</param>
/// <param name="IsAwaited">Whether it returns a task.</param>
/// <param name="Streams">Whether it yields a stream; the result is then one of its items.</param>
/// <param name="Result">The result's type as code; <see langword="null"/> when there is none.</param>
/// <param name="ResultContract">The contract's name of the result's type.</param>
/// <param name="Parameters">The parameters, in declared order.</param>
/// <param name="Summary">The inside of its summary.</param>
/// <param name="Obsolete">The attribute that marks it obsolete, as code.</param>
/// <param name="ClientName">The client type's name that no other type of the namespace has.</param>
/// <param name="Class">The class, of an instance method; <see langword="null"/> for a static one.</param>
/// <param name="Limits">What it asks of its executors.</param>
/// <param name="Batch">How it takes several calls at once; <see langword="null"/> when it does not. Its parameters and result are then those of one call.</param>
internal sealed record FunctionModel(
    string Name,
    bool IsNamed,
    string Method,
    TypeShell Type,
    bool IsPublic,
    bool IsAwaited,
    bool Streams,
    string? Result,
    string? ResultContract,
    EquatableArray<ParameterModel> Parameters,
    string? Summary,
    string? Obsolete,
    string ClientName,
    ClassModel? Class,
    LimitsModel Limits,
    BatchModel? Batch)
{
    /// <summary>The result's type argument: <c>Unit</c> when there is none.</summary>
    public string ResultOrUnit => Result ?? "global::Cloudburst.Unit";

    /// <summary>The token's type.</summary>
    public string TokenType
    {
        get
        {
            var types = Parameters.Where(parameter => parameter.IsWire).Select(parameter => parameter.Type).Append(ResultOrUnit);
            return $"global::Cloudburst.{(Streams ? "StreamFunction" : "Function")}<{string.Join(", ", types)}>";
        }
    }
}
