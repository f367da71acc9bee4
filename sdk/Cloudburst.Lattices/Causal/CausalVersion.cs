using System.Diagnostics;

namespace Cloudburst.Lattices;

/// <summary>One version of a key in the causal modes: a value or a deletion, and what it was written after. Immutable.</summary>
[DebuggerDisplay("{IsDeletion ? \"deletion\" : \"value\",nq} {Clock}")]
public sealed class CausalVersion : IEquatable<CausalVersion>
{
    /// <summary>
    /// How many concurrent versions one key can hold. Far more than a healthy key has; the bound keeps the work of a join bounded. When it is
    /// reached, write a version that has seen the others, which replaces them.
    /// </summary>
    public const int MaxSiblings = 256;

    internal CausalVersion(VectorClock clock, DependencySet dependencies, bool isDeletion, ReadOnlyMemory<byte> payload)
    {
        Clock = clock;
        Dependencies = dependencies;
        IsDeletion = isDeletion;
        Payload = payload;
    }

    /// <summary>The version.</summary>
    public VectorClock Clock { get; }

    /// <summary>What it depends on of other keys; empty in single-key mode.</summary>
    public DependencySet Dependencies { get; }

    /// <summary>Whether this version deletes the key.</summary>
    public bool IsDeletion { get; }

    /// <summary>What was written; empty for a deletion.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <inheritdoc/>
    public bool Equals(CausalVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CausalVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Clock, IsDeletion, Payload.Length);

    // An arbitrary but fixed order: it makes the bytes canonical, and the pick among siblings the same everywhere.
    internal int CompareTo(CausalVersion other)
    {
        var order = Clock.Span.SequenceCompareTo(other.Clock.Span);
        if (order == 0) order = Dependencies.CompareTo(other.Dependencies);
        if (order == 0) order = other.IsDeletion.CompareTo(IsDeletion);
        if (order == 0) order = Payload.Span.SequenceCompareTo(other.Payload.Span);
        return order;
    }
}
