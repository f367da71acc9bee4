using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// Makes of a transaction's buffered writes the capsules that are stored. They are worked out once, while the keys are locked, and kept in the commit record: to apply one
/// again, later, or by somebody else, changes nothing.
/// </summary>
internal static class CommitWrites
{
    /// <summary>
    /// The replica under which all transactions count. Only the holder of a key's lock adds to its share, so it is one writer at a time, and counters and sets don't grow
    /// with the number of transactions.
    /// </summary>
    public const ulong Replica = 0x7472_616E_7361_6374;

    /// <summary>The capsules to join, one after the other; null when the key holds another lattice.</summary>
    /// <param name="write">What was buffered.</param>
    /// <param name="stored">What the key holds, empty when it is absent.</param>
    /// <param name="stampAfter">Gives a stamp later than one that was seen.</param>
    /// <exception cref="OverflowException">A counter's total exceeds 64 bits.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? For(BufferedWrite write, ReadOnlyMemory<byte> stored, Func<Stamp, Stamp> stampAfter)
    {
        var epoch = stored.IsEmpty ? Stamp.Zero : Capsule.EpochOf(stored.Span);
        var isAbsent = stored.IsEmpty || Capsule.IsTombstone(stored.Span);
        if (write.Capsule.IsEmpty)
            return isAbsent ? [] : [Capsule.Tombstone(stampAfter(epoch))];
        var fits = isAbsent || Capsule.TagOf(stored.Span) == write.Tag;
        if (!fits && write.DeletedAt == Stamp.Zero)
            return null;
        if (write.Tag == LatticeTag.LastWriterWins)
        {
            if (fits)
                return [Capsule.WithEpoch(write.Capsule.Span, stampAfter(epoch))];
            // A register takes another lattice's place only after its deletion.
            var deletedAt = stampAfter(epoch);
            return [Capsule.Tombstone(deletedAt), Capsule.WithEpoch(write.Capsule.Span, stampAfter(deletedAt))];
        }

        // What is written after a deletion belongs to a later epoch, which replaces the earlier one whole.
        var startsAnew = write.DeletedAt != Stamp.Zero && !isAbsent;
        var rebased = Rebase(write, isAbsent || startsAnew ? default : stored);
        return [Capsule.WithEpoch(rebased.Span, startsAnew ? stampAfter(epoch) : epoch)];
    }

    private static ReadOnlyMemory<byte> Rebase(BufferedWrite write, ReadOnlyMemory<byte> stored) => write.Tag switch
    {
        LatticeTag.PnCounter => Capsule.Encode(Rebase(
            Capsule.Decode<PnCounter>(write.Capsule), stored.IsEmpty ? PnCounter.Bottom : Capsule.Decode<PnCounter>(stored))),
        LatticeTag.ObservedRemoveSet => Capsule.Encode(Capsule.Decode<ObservedRemoveSet>(write.Capsule).Renumber(
            stored.IsEmpty ? ObservedRemoveSet.Bottom : Capsule.Decode<ObservedRemoveSet>(stored), Replica)),
        _ => write.Capsule,
    };

    private static PnCounter Rebase(PnCounter delta, PnCounter stored)
    {
        var share = stored[Replica];
        var (added, subtracted) = (share.Added, share.Subtracted);
        foreach (var entry in delta.Entries)
        {
            // The replicas of invocations are new, so what they have counted before is nothing, as a rule.
            var before = stored[entry.Replica];
            checked
            {
                added += entry.Added - Math.Min(entry.Added, before.Added);
                subtracted += entry.Subtracted - Math.Min(entry.Subtracted, before.Subtracted);
            }
        }

        return PnCounter.Delta(Replica, added, subtracted);
    }
}
