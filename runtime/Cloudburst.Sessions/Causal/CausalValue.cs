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

    /// <summary>Reads the value of a key for a session that asks for it.</summary>
    /// <param name="level">The level.</param>
    /// <param name="key">The key.</param>
    /// <param name="capsule">Its value.</param>
    /// <param name="problem">Why it can't be read; null if it can.</param>
    public static CausalValue Read(SessionLevel level, string key, ReadOnlyMemory<byte> capsule, out CausalReadProblem? problem)
    {
        problem = null;
        try
        {
            if (Read(level, capsule) is { } value)
                return value;
            problem = new CausalReadProblem(CausalReadProblemKind.NotCausal, key, Lattices.Capsule.TagOf(capsule.Span));
        }
        catch (LatticeFormatException error)
        {
            problem = new CausalReadProblem(CausalReadProblemKind.Damaged, key, LatticeTag.MultiKeyCausal, error.Message);
        }

        return Absent;
    }

    /// <summary>Whether the store holds something that is older than what a session has seen. Of a key that was deleted by other means, nothing counts that was before.</summary>
    public bool IsOlderThan(VectorClock required) => !IsDeleted && Clock.OrderTo(required) == ClockOrder.Before;

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
