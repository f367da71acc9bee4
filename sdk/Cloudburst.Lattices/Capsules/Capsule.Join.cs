using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

public static partial class Capsule
{
    /// <summary>
    /// Joins a <em>write</em> into what is stored. Deterministic: the same two capsules give the same bytes everywhere. Last-writer-wins,
    /// tombstones and equal capsules are settled without decoding or allocation.
    /// </summary>
    /// <remarks>
    /// One thing makes a write stricter than <see cref="Converge"/>: a last-writer-wins value never replaces a live value of another type, which its
    /// stamp alone would let it do. That is a <see cref="JoinResult.TypeMismatch"/>; to reuse the key, delete it first.
    /// </remarks>
    /// <param name="stored">What is stored; empty when there is nothing.</param>
    /// <param name="incoming">What is written.</param>
    /// <param name="output">Receives the result, only if that is <see cref="JoinResult.Merged"/>.</param>
    /// <returns>What to store. Never throws on any bytes.</returns>
    public static JoinResult Join(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming, IBufferWriter<byte> output) =>
        JoinAtDepth(stored, incoming, output, isWrite: true, depth: 1);

    /// <summary>
    /// Joins two <em>copies</em> of one key, as a cache does with a version pushed to it: purely by the algebra, so a later epoch wins whatever
    /// its type. A copy that missed the deletion between two types still converges.
    /// </summary>
    /// <param name="stored">The copy here; empty when there is none.</param>
    /// <param name="incoming">The other copy.</param>
    /// <param name="output">Receives the result, only if that is <see cref="JoinResult.Merged"/>.</param>
    /// <returns>What to keep. Never throws on any bytes.</returns>
    public static JoinResult Converge(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming, IBufferWriter<byte> output) =>
        JoinAtDepth(stored, incoming, output, isWrite: false, depth: 1);

    internal static JoinResult JoinAtDepth(
        ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming, IBufferWriter<byte> output, bool isWrite, int depth)
    {
        if (!TryReadHeader(incoming, out var theirs)) return JoinResult.Malformed;
        if (stored.IsEmpty) return TakeIfValid(incoming, depth);
        if (!TryReadHeader(stored, out var ours)) return JoinResult.Malformed;

        var order = ours.Epoch.CompareTo(theirs.Epoch);
        if (theirs.IsTombstone) return order < 0 ? JoinResult.TakeIncoming : JoinResult.Unchanged;
        if (ours.IsTombstone) return order > 0 ? JoinResult.Deleted : TakeIfValid(incoming, depth);
        if (ours.Tag != theirs.Tag) return JoinOtherType(order, theirs, incoming, isWrite, depth);
        if (ours.Tag == LatticeTag.LastWriterWins)
        {
            // The stamp lies right before the payload, so one comparison settles both.
            return stored[StampOffset..].SequenceCompareTo(incoming[StampOffset..]) < 0 ? JoinResult.TakeIncoming : JoinResult.Unchanged;
        }

        if (order > 0) return JoinResult.Deleted;
        if (order < 0) return TakeIfValid(incoming, depth);
        return stored.SequenceEqual(incoming) ? JoinResult.Unchanged : JoinPayloads(stored, incoming, ours, output, isWrite, depth);
    }

    private static JoinResult JoinOtherType(int order, CapsuleHeader theirs, ReadOnlySpan<byte> incoming, bool isWrite, int depth)
    {
        if (order == 0) return JoinResult.TypeMismatch;
        if (order > 0) return isWrite ? JoinResult.TypeMismatch : JoinResult.Deleted;
        // The epoch of a register is just the time of the write; it does not say that its writer has seen a deletion.
        if (isWrite && theirs.Tag == LatticeTag.LastWriterWins) return JoinResult.TypeMismatch;
        return TakeIfValid(incoming, depth);
    }

    private static JoinResult TakeIfValid(ReadOnlySpan<byte> incoming, int depth) =>
        TryValidate(incoming, depth, out _) ? JoinResult.TakeIncoming : JoinResult.Malformed;

    internal static bool TryValidate(ReadOnlySpan<byte> capsule, int depth, [NotNullWhen(false)] out string? problem)
    {
        problem = ProblemWithHeader(capsule, out var header);
        if (problem is not null) return false;
        if (AlwaysStamped(header.Tag)) return true; // any payload will do, or there is none

        var buffer = ArrayPool<byte>.Shared.Rent(capsule.Length);
        try
        {
            capsule.CopyTo(buffer);
            return TryValidate(buffer.AsMemory(0, capsule.Length), header, depth, out problem);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static bool TryValidate(ReadOnlyMemory<byte> capsule, int depth, [NotNullWhen(false)] out string? problem)
    {
        problem = ProblemWithHeader(capsule.Span, out var header);
        return problem is null && (AlwaysStamped(header.Tag) || TryValidate(capsule, header, depth, out problem));
    }

    private static JoinResult JoinDecoded<T>(
        ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming, CapsuleHeader header, IBufferWriter<byte> output, bool isWrite, int depth)
        where T : ILattice<T>
    {
        if ((long)stored.Length + incoming.Length > Array.MaxLength) return JoinResult.Malformed;
        var buffer = ArrayPool<byte>.Shared.Rent(stored.Length + incoming.Length);
        try
        {
            stored.CopyTo(buffer);
            incoming.CopyTo(buffer.AsSpan(stored.Length));
            if (!TryReadPayload<T>(buffer.AsMemory(0, stored.Length), header, depth, out var ours, out _)) return JoinResult.Malformed;
            if (!TryReadPayload<T>(buffer.AsMemory(stored.Length, incoming.Length), header, depth, out var theirs, out _)) return JoinResult.Malformed;

            var joined = JoinLattices(ours, theirs, isWrite, depth);
            if (joined.Equals(ours)) return JoinResult.Unchanged;
            if (joined.Equals(theirs)) return JoinResult.TakeIncoming;
            WriteHeader(output, header.Tag, header.Epoch);
            joined.Write(output);
            return JoinResult.Merged;
        }
        catch (LatticeTypeMismatchException)
        {
            return JoinResult.TypeMismatch;
        }
        catch (TooManySiblingsException)
        {
            return JoinResult.TooManySiblings;
        }
        catch (LatticeFormatException)
        {
            return JoinResult.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Only a map has capsules inside, to which the stricter rule for writes goes on applying.
    private static T JoinLattices<T>(T ours, T theirs, bool isWrite, int depth) where T : ILattice<T> =>
        ours is MapLattice map && theirs is MapLattice other ? (T)(object)map.Join(other, isWrite, depth) : ours.Join(theirs);
}
