using System.Buffers;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// What a transaction has written to one key and nobody else can see yet: a deletion, a capsule, or first the one and then the other. Joins like a capsule, so that what
/// parallel branches have written comes together where they meet. Immutable.
/// </summary>
/// <remarks>
/// Its stamps and epochs only order the transaction's own writes. Those that others will see are made when it commits (<see cref="CommitWrites"/>).
/// </remarks>
/// <param name="DeletedAt">When the transaction has deleted the key; zero if it has not.</param>
/// <param name="Capsule">What it has written (since); empty when there is nothing but a deletion.</param>
/// <param name="TimeToLive">How long what was written shall live; zero for ever.</param>
public sealed record BufferedWrite(Stamp DeletedAt, ReadOnlyMemory<byte> Capsule, TimeSpan TimeToLive)
{
    /// <summary>Whether what the key held before makes no difference to what the transaction reads of it.</summary>
    public bool ReplacesAll => DeletedAt != Stamp.Zero || Tag == LatticeTag.LastWriterWins;

    /// <summary>The latest stamp of the transaction's own writes of the key; a later one comes after it.</summary>
    public Stamp Last
    {
        get
        {
            var written = Capsule.IsEmpty ? Stamp.Zero : Lattices.Capsule.EpochOf(Capsule.Span);
            return written > DeletedAt ? written : DeletedAt;
        }
    }

    internal LatticeTag Tag => Capsule.IsEmpty ? LatticeTag.Tombstone : Lattices.Capsule.TagOf(Capsule.Span);

    /// <summary>A deletion.</summary>
    /// <param name="at">After the transaction's earlier writes of the key.</param>
    public static BufferedWrite Deletion(Stamp at) => new(at, default, TimeSpan.Zero);

    /// <summary>A register's new value.</summary>
    /// <param name="at">After the transaction's earlier writes of the key.</param>
    /// <param name="payload">The value.</param>
    public static BufferedWrite Register(Stamp at, ReadOnlyMemory<byte> payload) =>
        new(Stamp.Zero, Lattices.Capsule.Encode(new LastWriterWins(at, payload)), TimeSpan.Zero);

    /// <summary>This write followed by a register's new value.</summary>
    /// <param name="at">After the transaction's earlier writes of the key.</param>
    /// <param name="payload">The value.</param>
    /// <returns>Null when the transaction has written another lattice there.</returns>
    public BufferedWrite? ThenPut(Stamp at, ReadOnlyMemory<byte> payload) =>
        Capsule.IsEmpty || Tag == LatticeTag.LastWriterWins ? Register(at, payload) with { DeletedAt = DeletedAt } : null;

    /// <summary>This write followed by a join of the transaction's own.</summary>
    /// <param name="capsule">What is joined; its epoch is not looked at.</param>
    /// <param name="timeToLive">How long it shall live; zero for ever.</param>
    /// <returns>Null when the transaction has written another lattice there.</returns>
    public BufferedWrite? ThenJoin(ReadOnlyMemory<byte> capsule, TimeSpan timeToLive)
    {
        var written = Lattices.Capsule.WithEpoch(capsule.Span, DeletedAt);
        if (Capsule.IsEmpty)
            return this with { Capsule = written, TimeToLive = timeToLive };
        return CapsuleJoin.TryJoin(Capsule, written, out var joined) ? this with { Capsule = joined, TimeToLive = Max(TimeToLive, timeToLive) } : null;
    }

    /// <summary>What comes of the writes of two branches, whatever their order: of registers and deletions the later one stays.</summary>
    public BufferedWrite Join(BufferedWrite other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var deletedAt = DeletedAt > other.DeletedAt ? DeletedAt : other.DeletedAt;
        var capsule = Capsule.IsEmpty ? other.Capsule : other.Capsule.IsEmpty ? Capsule : CapsuleJoin.Converge(Capsule, other.Capsule);
        if (!capsule.IsEmpty && Lattices.Capsule.EpochOf(capsule.Span) < deletedAt)
            capsule = default;
        return new BufferedWrite(deletedAt, capsule, Max(TimeToLive, other.TimeToLive));
    }

    /// <summary>What the transaction reads of the key.</summary>
    /// <param name="before">What it held in the transaction's snapshot; empty when absent.</param>
    /// <param name="seen">The capsule, empty when absent.</param>
    /// <returns>False when the key held another lattice.</returns>
    public bool TrySee(ReadOnlyMemory<byte> before, out ReadOnlyMemory<byte> seen)
    {
        seen = Capsule;
        if (ReplacesAll || before.IsEmpty)
            return true;
        return CapsuleJoin.TryJoin(before, Lattices.Capsule.WithEpoch(Capsule.Span, Lattices.Capsule.EpochOf(before.Span)), out seen);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}

/// <summary>Joins of capsules into memory of their own.</summary>
internal static class CapsuleJoin
{
    public static bool TryJoin(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> incoming, out ReadOnlyMemory<byte> joined)
    {
        var merged = new ArrayBufferWriter<byte>();
        var result = Capsule.Join(stored.Span, incoming.Span, merged);
        joined = result switch { JoinResult.TakeIncoming => incoming, JoinResult.Merged => merged.WrittenMemory, _ => stored };
        return result is JoinResult.TakeIncoming or JoinResult.Merged or JoinResult.Unchanged;
    }

    public static ReadOnlyMemory<byte> Converge(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        var merged = new ArrayBufferWriter<byte>();
        return Capsule.Converge(left.Span, right.Span, merged) switch
        {
            JoinResult.TakeIncoming => right,
            JoinResult.Merged => merged.WrittenMemory,
            // Two lattices of one epoch don't join; the one with the greater tag stays, whichever branch comes first.
            JoinResult.TypeMismatch => Capsule.TagOf(left.Span) > Capsule.TagOf(right.Span) ? left : right,
            _ => left,
        };
    }
}
