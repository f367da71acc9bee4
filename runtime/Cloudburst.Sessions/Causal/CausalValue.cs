using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>A key's value as the causal levels see it: what it is a version of, and what it depends on.</summary>
internal sealed class CausalValue
{
    /// <summary>A key that is absent: nothing has been seen of it.</summary>
    public static readonly CausalValue Absent = new(default, VectorClock.Bottom, DependencySet.Empty);

    private CausalValue(ReadOnlyMemory<byte> capsule, VectorClock clock, DependencySet dependencies) =>
        (Capsule, Clock, Dependencies) = (capsule, clock, dependencies);

    public ReadOnlyMemory<byte> Capsule { get; }

    public VectorClock Clock { get; }

    public DependencySet Dependencies { get; }

    /// <summary>Whether there is nothing to read, for whatever reason.</summary>
    public bool IsAbsent => Clock.Entries.Count == 0;

    /// <summary>Whether the key was deleted whole, which needs no clock.</summary>
    public bool IsDeleted => IsAbsent && !Capsule.IsEmpty;

    /// <summary>Reads a capsule.</summary>
    /// <param name="level">The level: the one for single keys reads both causal lattices, the others need dependencies.</param>
    /// <param name="capsule">The capsule, empty or a tombstone for an absent key.</param>
    /// <returns>Null when the capsule holds a lattice that can't be read at this level.</returns>
    /// <exception cref="LatticeFormatException">The capsule's metadata is damaged.</exception>
    public static CausalValue? Read(SessionLevel level, ReadOnlyMemory<byte> capsule)
    {
        if (capsule.IsEmpty || Lattices.Capsule.IsTombstone(capsule.Span))
            return capsule.IsEmpty ? Absent : new CausalValue(capsule, VectorClock.Bottom, DependencySet.Empty);
        switch (Lattices.Capsule.TagOf(capsule.Span))
        {
            case LatticeTag.MultiKeyCausal:
                var multi = Lattices.Capsule.Decode<MultiKeyCausal>(capsule);
                return new CausalValue(capsule, multi.Clock, multi.Dependencies);
            case LatticeTag.SingleKeyCausal when level == SessionLevel.SingleKeyCausal:
                return new CausalValue(capsule, Lattices.Capsule.Decode<SingleKeyCausal>(capsule).Clock, DependencySet.Empty);
            default:
                return null;
        }
    }
}
