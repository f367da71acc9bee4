using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// How many events of each replica have been seen: the version of a value in the causal modes (Cloudburst (VLDB 2020) §5.2). Replicas not
/// named have zero.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class VectorClock : ILattice<VectorClock>
{
    internal const int MinimumEntrySize = 8 + 1;

    // Sorted by replica; no counter is zero.
    private readonly Dot[] _entries;

    private VectorClock(Dot[] entries) => _entries = entries;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.VectorClock;

    /// <summary>The clock that has seen nothing.</summary>
    public static VectorClock Bottom { get; } = new([]);

    /// <summary>The last event seen of each replica, sorted by replica.</summary>
    public IReadOnlyList<Dot> Entries => _entries;

    internal ReadOnlySpan<Dot> Span => _entries;

    /// <summary>How many events of a replica have been seen; 0 for one that is not named.</summary>
    /// <param name="replica">The replica.</param>
    public ulong this[ulong replica]
    {
        get
        {
            var index = IndexOf(replica);
            return index < 0 ? 0 : _entries[index].Counter;
        }
    }

    /// <summary>A clock that has seen the given events; the greatest counter of a replica counts, zeros do not.</summary>
    public static VectorClock Of(params IEnumerable<Dot> entries)
    {
        var sorted = entries.Where(entry => entry.Counter > 0).Order().ToArray();
        // In order, the last entry of a replica is its greatest.
        var last = sorted.Where((entry, i) => i + 1 == sorted.Length || sorted[i + 1].Replica != entry.Replica);
        return FromSorted([.. last]);
    }

    /// <summary>The clock after one more event of a replica; this one stays as it is.</summary>
    /// <param name="replica">The replica.</param>
    /// <exception cref="OverflowException">The replica's counter is at its end.</exception>
    public VectorClock Increment(ulong replica) => With(new Dot(replica, checked(this[replica] + 1)));

    /// <summary>The clock that has also seen the events of a replica up to the given one.</summary>
    /// <param name="event">The event.</param>
    public VectorClock With(Dot @event)
    {
        var index = IndexOf(@event.Replica);
        if (@event.Counter <= (index < 0 ? 0 : _entries[index].Counter)) return this;
        if (index < 0) return new VectorClock([.. _entries.AsSpan(0, ~index), @event, .. _entries.AsSpan(~index)]);

        var entries = (Dot[])_entries.Clone();
        entries[index] = @event;
        return new VectorClock(entries);
    }

    /// <summary>How this clock stands to another.</summary>
    public ClockOrder OrderTo(VectorClock other)
    {
        bool ahead = false, behind = false;
        var (left, right) = (_entries, other._entries);
        int i = 0, j = 0;
        while ((i < left.Length || j < right.Length) && !(ahead && behind))
        {
            if (j == right.Length || (i < left.Length && left[i].Replica < right[j].Replica))
            {
                ahead = true;
                i++;
            }
            else if (i == left.Length || right[j].Replica < left[i].Replica)
            {
                behind = true;
                j++;
            }
            else
            {
                ahead |= left[i].Counter > right[j].Counter;
                behind |= left[i++].Counter < right[j++].Counter;
            }
        }

        return (ahead, behind) switch
        {
            (false, false) => ClockOrder.Equal,
            (false, true) => ClockOrder.Before,
            (true, false) => ClockOrder.After,
            _ => ClockOrder.Concurrent,
        };
    }

    /// <summary>Whether this clock has seen all that the other has; equal clocks dominate each other.</summary>
    public bool Dominates(VectorClock other) => OrderTo(other) is ClockOrder.Equal or ClockOrder.After;

    /// <summary>Whether neither clock has seen all of the other.</summary>
    public bool IsConcurrentWith(VectorClock other) => OrderTo(other) == ClockOrder.Concurrent;

    /// <summary>The clock that has seen what either has.</summary>
    public VectorClock Join(VectorClock other)
    {
        var (left, right) = (_entries, other._entries);
        if (right.Length == 0) return this;
        if (left.Length == 0) return other;
        var joined = new List<Dot>(Math.Max(left.Length, right.Length));
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            if (j == right.Length || (i < left.Length && left[i].Replica < right[j].Replica)) joined.Add(left[i++]);
            else if (i == left.Length || right[j].Replica < left[i].Replica) joined.Add(right[j++]);
            else joined.Add(new Dot(left[i].Replica, Math.Max(left[i++].Counter, right[j++].Counter)));
        }

        return new VectorClock([.. joined]);
    }

    /// <summary>
    /// The clock with its newest entries only. For clocks whose counters follow time: what is left out are the replicas that have been silent longest. A clock without
    /// them takes a long overwritten version for a concurrent one should it ever come back; it never takes a concurrent one for overwritten.
    /// </summary>
    /// <param name="most">How many entries may stay.</param>
    public VectorClock Prune(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        if (_entries.Length <= most) return this;
        return FromSorted([.. _entries.OrderByDescending(entry => entry.Counter).Take(most).Order()]);
    }

    /// <inheritdoc/>
    public bool IsAtLeast(VectorClock other) => Dominates(other);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.WriteVarint((ulong)_entries.Length);
        foreach (var entry in _entries)
        {
            writer.WriteUInt64(entry.Replica);
            writer.WriteVarint(entry.Counter);
        }
    }

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out VectorClock lattice)
    {
        lattice = null;
        if (!Dots.TryRead(ref reader, out var entries)) return false;
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Replica == entries[i - 1].Replica) return reader.Fail("A vector clock names a replica twice.");
        }

        lattice = FromSorted(entries);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(VectorClock? other) => other is not null && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VectorClock);

    /// <inheritdoc/>
    public override int GetHashCode() => Dots.Hash(_entries);

    /// <summary>The clock for people: <c>{replica:counter, …}</c>, replicas in hexadecimal.</summary>
    public override string ToString() => $"{{{string.Join(", ", _entries.Select(entry => $"{entry.Replica:x}:{entry.Counter}"))}}}";

    /// <summary>Takes over entries that are sorted, one to a replica, none of them zero.</summary>
    internal static VectorClock FromSorted(Dot[] entries) => entries.Length == 0 ? Bottom : new VectorClock(entries);

    private int IndexOf(ulong replica) => _entries.AsSpan().BinarySearch(new ByReplica(replica));
}
