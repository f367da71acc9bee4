using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Why nothing can be generated for a declaration. Each kind is a rule of the analyzer.</summary>
internal enum ProblemKind
{
    AsyncVoid,
    NotReachable,
    NotByValue,
    Generic,
    InvalidName,
    ResultCannotTravel,
    TwoOfOneKind,
    NotPartial,
    Class,
    TooManyParameters,
    KeyTemplate,
    State,
    Dag,
    Limit,
    Batch,
    TokensName,
}

/// <summary>One reason, where it is, and the words that its message needs.</summary>
internal sealed class DeclarationProblem(ProblemKind kind, ISymbol where, params string[] words)
{
    public ProblemKind Kind { get; } = kind;

    public ISymbol Where { get; } = where;

    public IReadOnlyList<string> Words { get; } = words;
}
