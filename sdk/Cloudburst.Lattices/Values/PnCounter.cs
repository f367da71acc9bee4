using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// A counter that goes up and down: for every replica the totals that it has ever added and subtracted; the value is their
/// difference. Joining takes the greater total of each replica, so that a repeated join counts nothing twice.
/// </summary>
/// <remarks>
/// Entries are cumulative. A writer must own its replica id and hold that replica's latest entry when it adds: two writers under
/// one id, or one that forgot its entry, would overwrite each other's counts instead of adding to them.
/// </remarks>
[DebuggerDisplay("{Value}, {_entries.Length} replicas")]
public sealed class PnCounter : ILattice<PnCounter>
{
    private const int MinimumEntrySize = 8 + 1 + 1;

    // Sorted by replica; no entry is (0, 0).
    private readonly PnEntry[] _entries;

    private PnCounter(PnEntry[] entries) => _entries = entries;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.PnCounter;

    /// <inheritdoc/>
    public static PnCounter Bottom { get; } = new([]);

    /// <summary>What every replica has counted, sorted by replica.</summary>
    public IReadOnlyList<PnEntry> Entries => _entries;

    /// <summary>All that was added less all that was subtracted; stays at the nearest limit when it does not fit.</summary>
    public long Value
    {
        get
        {
            var sum = Int128.Zero;
            foreach (var entry in _entries) sum += (Int128)entry.Added - entry.Subtracted;
            return (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);
        }
    }

    /// <summary>What one replica has counted; zeros when it has not counted yet.</summary>
    /// <param name="replica">The replica.</param>
    public PnEntry this[ulong replica]
    {
        get
        {
            var index = IndexOf(replica);
            return index < 0 ? new PnEntry(replica, 0, 0) : _entries[index];
        }
    }

    /// <summary>A counter of one replica's totals: the smallest thing to send after that replica has counted.</summary>
    /// <param name="replica">The writer's replica id.</param>
    /// <param name="added">Everything that this replica has ever added to this counter.</param>
    /// <param name="subtracted">Everything that this replica has ever subtracted from it.</param>
    public static PnCounter Delta(ulong replica, ulong added, ulong subtracted) =>
        added == 0 && subtracted == 0 ? Bottom : new PnCounter([new PnEntry(replica, added, subtracted)]);

    /// <summary>The part of this counter that belongs to one replica; joined elsewhere, it brings that replica up to date there.</summary>
    /// <param name="replica">The replica.</param>
    public PnCounter DeltaOf(ulong replica)
    {
        var entry = this[replica];
        return Delta(replica, entry.Added, entry.Subtracted);
    }

    /// <summary>Counts as one replica.</summary>
    /// <param name="replica">The writer's replica id.</param>
    /// <param name="delta">How much to add; negative to subtract.</param>
    /// <returns>The new counter; this one stays as it is.</returns>
    /// <exception cref="OverflowException">The replica's total would exceed 64 bits.</exception>
    public PnCounter Add(ulong replica, long delta)
    {
        if (delta == 0) return this;
        var index = IndexOf(replica);
        var entry = index < 0 ? new PnEntry(replica, 0, 0) : _entries[index];
        // Negating in unsigned arithmetic is right for long.MinValue too.
        entry = delta > 0
            ? entry with { Added = checked(entry.Added + (ulong)delta) }
            : entry with { Subtracted = checked(entry.Subtracted + unchecked(0UL - (ulong)delta)) };
        if (index < 0) return new PnCounter([.. _entries.AsSpan(0, ~index), entry, .. _entries.AsSpan(~index)]);

        var entries = (PnEntry[])_entries.Clone();
        entries[index] = entry;
        return new PnCounter(entries);
    }

    /// <inheritdoc/>
    public PnCounter Join(PnCounter other)
    {
        var (left, right) = (_entries, other._entries);
        var joined = new List<PnEntry>(Math.Max(left.Length, right.Length));
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            if (j == right.Length || (i < left.Length && left[i].Replica < right[j].Replica)) joined.Add(left[i++]);
            else if (i == left.Length || right[j].Replica < left[i].Replica) joined.Add(right[j++]);
            else joined.Add(left[i++].Join(right[j++]));
        }

        return new PnCounter([.. joined]);
    }

    /// <inheritdoc/>
    public bool IsAtLeast(PnCounter other) => Join(other).Equals(this);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.WriteVarint((ulong)_entries.Length);
        foreach (var entry in _entries)
        {
            writer.WriteUInt64(entry.Replica);
            writer.WriteVarint(entry.Added);
            writer.WriteVarint(entry.Subtracted);
        }
    }

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out PnCounter lattice)
    {
        lattice = null;
        if (!reader.TryReadCount(MinimumEntrySize, out var count)) return false;
        var entries = Growing.Start<PnEntry>(count);
        for (var i = 0; i < count; i++)
        {
            Growing.MakeRoom(ref entries, i, count);
            if (!reader.TryReadUInt64(out var replica) || !reader.TryReadVarint(out var added) || !reader.TryReadVarint(out var subtracted))
                return false;
            if (i > 0 && replica <= entries[i - 1].Replica) return reader.Fail("The replicas of a counter are not in ascending order.");
            if (added == 0 && subtracted == 0) return reader.Fail("A counter has an entry of zeros.");
            entries[i] = new PnEntry(replica, added, subtracted);
        }

        lattice = new PnCounter(entries);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(PnCounter? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PnCounter);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_entries.Length, Value);

    private int IndexOf(ulong replica) => _entries.AsSpan().BinarySearch(new ByReplica(replica));
}
