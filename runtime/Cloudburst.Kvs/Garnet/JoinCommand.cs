using System.Buffers.Text;
using Cloudburst.Kvs.Chunks;
using Cloudburst.Kvs.Feed;
using Cloudburst.Lattices;
using Garnet.common;
using Garnet.server;
using Tsavorite.core;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// <c>JOIN key capsule [ttl-ms]</c>: the lattice join where the value lies, as one atomic read-modify-write of the store.
/// Answers 1 (changed), 0 (unchanged), the 16-byte epoch of a later delete, or an error that changes nothing.
/// </summary>
/// <remarks>
/// <para>One instance serves all sessions. The callbacks run under the key's lock and the store's epoch: pure computation, never a wait.
/// The store logs the arguments, and recovery runs the command again.</para>
/// <para><c>arg1</c> is the store's own field for a key's expiry: 0 leaves it, -1 clears it, a positive one is the moment in ticks. It is set
/// where the store looks at it next, before it makes room for a new value, and it is what gets logged, so a replay sets the same moment.</para>
/// </remarks>
internal sealed class JoinCommand(long maxValueBytes, ChangeFeed feed, ChunkCleaner chunks, DiskGuard disk) : CustomRawStringFunctions
{
    private const long ClearExpiry = -1;

    public override bool NeedInitialUpdate(scoped ReadOnlySpan<byte> key, ref StringInput input, ref RespMemoryWriter reply)
    {
        var incoming = GetFirstArg(ref input);
        if (ChunkManifest.WholeLength(incoming) is var length && length > maxValueBytes)
        {
            Replies.WriteTooLarge(ref reply, length, maxValueBytes);
            return false;
        }

        if (!Capsule.TryValidate(incoming, out _))
        {
            Replies.WriteMalformed(ref reply, incoming);
            return false;
        }

        if (disk.IsFull)
        {
            Replies.WriteNoRoom(ref reply, disk.Reason);
            return false;
        }

        SetExpiry(ref input);
        return true;
    }

    public override int GetInitialLength(ref StringInput input) => GetFirstArg(ref input).Length;

    public override bool InitialUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, Span<byte> value, ref RespMemoryWriter reply, ref RMWInfo info)
    {
        GetFirstArg(ref input).CopyTo(value);
        Changed(key, value.Length, ref reply);
        return true;
    }

    public override bool InPlaceUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, Span<byte> value, ref int valueLength, ref RespMemoryWriter reply, ref RMWInfo info)
    {
        var incoming = GetFirstArg(ref input);
        var scratch = JoinScratch.Current;
        var result = scratch.Join(value, incoming);
        if (!Changes(result))
        {
            AnswerUnchanged(result, value, incoming, ref reply);
            return true;
        }

        // Refused where nothing is logged yet.
        if (disk.IsFull)
            return false;
        // A value may be overwritten only by one of the same length: the store does not shorten large values correctly.
        // And the expiry can only be changed on the way to a new record. Nothing may be answered before returning false.
        var merged = scratch.NewValue(incoming);
        if (merged.Length != value.Length || (input.arg1 == 0 && ChangesExpiry(ref input, value, incoming)))
            return false;
        chunks.Replaced(key, value, merged);
        merged.CopyTo(value);
        Changed(key, value.Length, ref reply);
        return true;
    }

    /// <summary>
    /// Yes if there is room. The store has not looked yet whether the old value has expired, so the join is judged in <see cref="CopyUpdater"/>.
    /// </summary>
    public override bool NeedCopyUpdate(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> oldValue, ref RespMemoryWriter reply)
    {
        if (disk.IsFull)
        {
            Replies.WriteNoRoom(ref reply, disk.Reason);
            return false;
        }

        SetExpiry(ref input);
        if (input.arg1 == 0 && ChangesExpiry(ref input, oldValue, GetFirstArg(ref input)))
            input.arg1 = ClearExpiry;
        return true;
    }

    public override int GetLength(ReadOnlySpan<byte> value, ref StringInput input)
    {
        var incoming = GetFirstArg(ref input);
        var scratch = JoinScratch.Current;
        var result = scratch.Measure(value, incoming);
        return Changes(result) ? scratch.NewValue(incoming).Length : value.Length;
    }

    public override bool CopyUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> oldValue, Span<byte> newValue, ref RespMemoryWriter reply, ref RMWInfo info)
    {
        var incoming = GetFirstArg(ref input);
        var scratch = JoinScratch.Current;
        var result = scratch.JoinMeasured(oldValue, incoming);
        if (Changes(result))
        {
            var merged = scratch.NewValue(incoming);
            if (ChunkManifest.WholeLength(merged) <= maxValueBytes)
            {
                chunks.Replaced(key, oldValue, merged);
                merged.CopyTo(newValue);
                Changed(key, newValue.Length, ref reply);
                return true;
            }

            Replies.WriteTooLarge(ref reply, ChunkManifest.WholeLength(merged), maxValueBytes);
        }
        else
        {
            AnswerUnchanged(result, oldValue, incoming, ref reply);
        }

        info.Action = RMWAction.CancelOperation;
        return false;
    }

    public override bool Reader(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> value, ref RespMemoryWriter reply, ref ReadInfo info) =>
        throw new NotSupportedException("JOIN is not a read.");

    private static bool Changes(JoinResult result) => result is JoinResult.TakeIncoming or JoinResult.Merged;

    private static void AnswerUnchanged(
        JoinResult result, scoped ReadOnlySpan<byte> stored, scoped ReadOnlySpan<byte> incoming, ref RespMemoryWriter reply)
    {
        switch (result)
        {
            case JoinResult.Unchanged:
                reply.WriteInt32(0);
                break;
            case JoinResult.Deleted:
                Replies.WriteDeleted(ref reply, stored);
                break;
            case JoinResult.TypeMismatch:
                Replies.WriteTypeMismatch(ref reply, stored, incoming);
                break;
            case JoinResult.TooManySiblings:
                Replies.WriteTooManySiblings(ref reply);
                break;
            default:
                Replies.WriteMalformed(ref reply, incoming);
                break;
        }
    }

    private void Changed(ReadOnlySpan<byte> key, int length, ref RespMemoryWriter reply)
    {
        reply.WriteInt32(1);
        feed.Publish(key, length);
    }

    /// <summary>A value that replaces a tombstone must not inherit the day on which the tombstone is forgotten.</summary>
    private static bool ChangesExpiry(ref StringInput input, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming) =>
        TimeToLive(ref input) > 0 || (Capsule.IsTombstone(stored) && !Capsule.IsTombstone(incoming));

    private static void SetExpiry(ref StringInput input)
    {
        if (input.arg1 == 0 && TimeToLive(ref input) is > 0 and var milliseconds)
            input.arg1 = DateTimeOffset.UtcNow.Ticks + (milliseconds * TimeSpan.TicksPerMillisecond);
    }

    private static long TimeToLive(ref StringInput input)
    {
        var offset = 1;
        var argument = GetNextArg(ref input, ref offset);
        return Utf8Parser.TryParse(argument, out long milliseconds, out var used) && used == argument.Length ? milliseconds : 0;
    }
}
