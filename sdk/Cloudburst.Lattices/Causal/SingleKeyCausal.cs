using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// A value versioned by a vector clock: a newer version replaces an older one, concurrent ones are kept side by side as siblings, and a sibling may
/// be a deletion (Cloudburst (VLDB 2020) §5.2, single-key causality).
/// </summary>
/// <remarks>
/// Each sibling keeps its own name and context (a dotted version vector); <see cref="Clock"/>, the version of the whole, is the join of theirs. To settle siblings,
/// write a value whose context is <see cref="Clock"/>: it replaces them all. What a clock names has to be seen whole, so the versions of one replica must
/// reach every copy of the key in the order of their numbers. A key holds at most <see cref="CausalVersion.MaxSiblings"/> of them.
/// </remarks>
[DebuggerDisplay("{Siblings.Count} siblings, {Clock}")]
public sealed class SingleKeyCausal : ILattice<SingleKeyCausal>
{
    // Sorted; none has overwritten another.
    private readonly CausalVersion[] _siblings;

    private SingleKeyCausal(CausalVersion[] siblings) => _siblings = siblings;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.SingleKeyCausal;

    /// <summary>The key that was never written.</summary>
    public static SingleKeyCausal Bottom { get; } = new([]);

    /// <summary>The version of the whole: everything that any sibling has seen.</summary>
    // Made when it is asked for: a join needs none.
    public VectorClock Clock => field ??= CausalVersions.ClockOf(_siblings);

    /// <summary>The concurrent versions, deletions included, in an arbitrary but fixed order.</summary>
    public IReadOnlyList<CausalVersion> Siblings => _siblings;

    /// <summary>Whether the key was deleted, and not written concurrently.</summary>
    public bool IsDeleted => _siblings.Length > 0 && Pick() is null;

    /// <summary>A value.</summary>
    /// <param name="dot">Its name: the writer's replica, and a number that the replica has not given to a version of this key and that grows.</param>
    /// <param name="context">The versions that its writer has seen, which it replaces: the <see cref="Clock"/> of what it read, and what it has written itself since.</param>
    /// <param name="payload">Opaque to the lattice; must not change afterwards.</param>
    public static SingleKeyCausal Of(Dot dot, CausalContext context, ReadOnlyMemory<byte> payload) =>
        new([new CausalVersion(dot, context, DependencySet.Empty, isDeletion: false, payload)]);

    /// <summary>A deletion: replaces what it has seen, and stands beside what it has not.</summary>
    /// <param name="dot">Its name: the writer's replica, and a number that the replica has not given to a version of this key and that grows.</param>
    /// <param name="context">The versions that its writer has seen, which it replaces: the <see cref="Clock"/> of what it read, and what it has written itself since.</param>
    public static SingleKeyCausal Deletion(Dot dot, CausalContext context) =>
        new([new CausalVersion(dot, context, DependencySet.Empty, isDeletion: true, default)]);

    /// <summary>
    /// The sibling that a reader gets who asks for one: that with the greatest number, the same on every replica; never a deletion. Null if the
    /// key is absent or deleted (Cloudburst (VLDB 2020) §5.2).
    /// </summary>
    public CausalVersion? Pick() => CausalVersions.Pick(_siblings);

    /// <summary>The versions of both, less those that another has overwritten.</summary>
    /// <exception cref="LatticeFormatException">There would be more than <see cref="CausalVersion.MaxSiblings"/>.</exception>
    public SingleKeyCausal Join(SingleKeyCausal other) => new(CausalVersions.Join(_siblings, other._siblings));

    /// <inheritdoc/>
    public bool IsAtLeast(SingleKeyCausal other) => Join(other).Equals(this);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer) => CausalVersions.Write(writer, _siblings, withDependencies: false);

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out SingleKeyCausal lattice)
    {
        lattice = CausalVersions.TryRead(ref reader, withDependencies: false, out var siblings) ? new SingleKeyCausal(siblings) : null;
        return lattice is not null;
    }

    /// <inheritdoc/>
    public bool Equals(SingleKeyCausal? other) => other is not null && _siblings.AsSpan().SequenceEqual(other._siblings);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SingleKeyCausal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_siblings.Length, Clock);
}
