using System.Diagnostics;

namespace Cloudburst.Lattices;

/// <summary>One version of a key in the causal modes: a value or a deletion, and what it was written after. Immutable.</summary>
/// <remarks>
/// A version has a name of its own, its <see cref="Dot"/>, beside the clock of what its writer had seen. With one clock for both, two requests of one replica that
/// start from the same version would seem to follow one another, and the second would silently replace the first.
/// </remarks>
[DebuggerDisplay("{IsDeletion ? \"deletion\" : \"value\",nq} {Dot} after {Context}")]
public sealed class CausalVersion : IEquatable<CausalVersion>
{
    /// <summary>
    /// How many concurrent versions one key can hold. Far more than a healthy key has; the bound keeps the work of a join bounded. When it is
    /// reached, write a version that has seen the others, which replaces them.
    /// </summary>
    public const int MaxSiblings = 256;

    internal CausalVersion(Dot dot, CausalContext context, DependencySet dependencies, bool isDeletion, ReadOnlyMemory<byte> payload)
    {
        if (context.LastOf(dot.Replica) >= dot.Counter)
            throw new ArgumentException($"Version {dot} is named in what it was written after; take a new number for every write.", nameof(context));
        Dot = dot;
        Context = context;
        Dependencies = dependencies;
        IsDeletion = isDeletion;
        Payload = payload;
    }

    /// <summary>The version's name, unique among all versions of its key.</summary>
    public Dot Dot { get; }

    /// <summary>The versions of the key that its writer had seen, which it replaces: these and no others.</summary>
    public CausalContext Context { get; }

    /// <summary>
    /// What whoever sees this version has seen of the key: the context and the version itself. It holds of a copy of the key that lacks no version of a replica before the
    /// last that it names, as those do that come from the store.
    /// </summary>
    // Made when it is asked for: a join needs none.
    public VectorClock Clock => field ??= Context.Cover.With(Dot);

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
    public override int GetHashCode() => HashCode.Combine(Dot, IsDeletion, Payload.Length);

    /// <summary>Whether the writer of <paramref name="other"/> had seen this version.</summary>
    internal bool IsOverwrittenBy(CausalVersion other) =>
        // Two versions of one name are a writer's mistake; to keep the greater one keeps replicas from diverging.
        other.Dot == Dot ? CompareTo(other) < 0 : other.Context.Contains(Dot);

    // Latest name first decided, so that the pick among siblings is the same everywhere and, with counters that follow time, the newest.
    internal int CompareTo(CausalVersion other)
    {
        var order = Dot.Counter.CompareTo(other.Dot.Counter);
        if (order == 0) order = Dot.Replica.CompareTo(other.Dot.Replica);
        if (order == 0) order = Context.CompareTo(other.Context);
        if (order == 0) order = Dependencies.CompareTo(other.Dependencies);
        if (order == 0) order = other.IsDeletion.CompareTo(IsDeletion);
        if (order == 0) order = Payload.Span.SequenceCompareTo(other.Payload.Span);
        return order;
    }
}
