using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>What is wrong with a type that is to travel.</summary>
internal enum TypeIssueKind
{
    /// <summary>It has no bytes: a delegate, a stream, a task.</summary>
    NotSerializable,

    /// <summary>It belongs to one invocation: a context, a handle, a token.</summary>
    Bound,

    /// <summary>It is abstract, and nothing says which type to make.</summary>
    UnknownCases,

    /// <summary>It is a moment without an offset.</summary>
    DateTimeKind,

    /// <summary>A member is written and not read back. The place is the member.</summary>
    DroppedMember,

    /// <summary>Its layout does not allow another member. The place is the type.</summary>
    NotVersionTolerant,

    /// <summary>It is stored as JSON. The place is the type.</summary>
    SlowFormat,
}

/// <summary>Something that is wrong with a type.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">How one gets there from the root: <c>Cart.Lines[].Owner</c>.</param>
/// <param name="Type">The type at the end of the path.</param>
/// <param name="Member">The member or type to be changed, where it is in source.</param>
internal sealed record TypeIssue(TypeIssueKind Kind, string Path, ITypeSymbol Type, ISymbol? Member = null);
