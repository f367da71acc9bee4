using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>A rule about what a function does, itself or through its helpers. Stateless: one instance judges all compilations.</summary>
internal abstract class BodyRule
{
    public abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>Whether a helper that does it counts as much as the function itself.</summary>
    public virtual bool FollowsHelpers => true;

    /// <summary>Judges one operation.</summary>
    /// <returns>What it is, as the message names it, or <see langword="null"/> when the rule has nothing against it.</returns>
    public abstract string? Find(IOperation operation, KnownSymbols symbols);

    /// <summary>Whether the rule applies to a function at all.</summary>
    public virtual bool AppliesTo(FunctionBody function) => true;
}
