using Cloudburst.Kvs.Chunks;
using Cloudburst.Kvs.Feed;
using Cloudburst.Lattices;
using Garnet.common;
using Garnet.server;
using Tsavorite.core;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// <c>CASV key expected-version capsule</c>: replaces the value if its version is still the expected one. Answers 17 bytes: 1 or 0 for
/// swapped or not, then the version that the key has now. Versions are those of <see cref="ContentVersion"/>, 16 bytes.
/// </summary>
/// <remarks>The same rules of the store apply as in <see cref="JoinCommand"/>.</remarks>
internal sealed class CompareAndSetCommand(long maxValueBytes, ChangeFeed feed, ChunkCleaner chunks, DiskGuard disk) : CustomRawStringFunctions
{
    public const int ReplyBytes = 1 + ContentVersion.Bytes;

    public override bool NeedInitialUpdate(scoped ReadOnlySpan<byte> key, ref StringInput input, ref RespMemoryWriter reply)
    {
        if (!IsValid(ref input, ref reply))
            return false;
        if (Expected(ref input) == KvsVersion.Absent)
            return HasRoom(ref reply);
        Answer(swapped: false, KvsVersion.Absent, ref reply);
        return false;
    }

    public override int GetInitialLength(ref StringInput input) => NewValue(ref input).Length;

    public override bool InitialUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, Span<byte> value, ref RespMemoryWriter reply, ref RMWInfo info)
    {
        NewValue(ref input).CopyTo(value);
        Swapped(key, value, ref reply);
        return true;
    }

    public override bool InPlaceUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, Span<byte> value, ref int valueLength, ref RespMemoryWriter reply, ref RMWInfo info)
    {
        if (!MaySwap(ref input, value, ref reply))
            return true;
        var newValue = NewValue(ref input);
        // Refused where nothing is logged yet.
        if (disk.IsFull || newValue.Length != value.Length)
            return false;
        chunks.Replaced(key, value, newValue);
        newValue.CopyTo(value);
        Swapped(key, value, ref reply);
        return true;
    }

    public override bool NeedCopyUpdate(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> oldValue, ref RespMemoryWriter reply) => HasRoom(ref reply);

    public override int GetLength(ReadOnlySpan<byte> value, ref StringInput input) => NewValue(ref input).Length;

    public override bool CopyUpdater(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> oldValue, Span<byte> newValue, ref RespMemoryWriter reply, ref RMWInfo info)
    {
        if (MaySwap(ref input, oldValue, ref reply))
        {
            NewValue(ref input).CopyTo(newValue);
            chunks.Replaced(key, oldValue, newValue);
            Swapped(key, newValue, ref reply);
            return true;
        }

        info.Action = RMWAction.CancelOperation;
        return false;
    }

    public override bool Reader(
        ReadOnlySpan<byte> key, ref StringInput input, ReadOnlySpan<byte> value, ref RespMemoryWriter reply, ref ReadInfo info) =>
        throw new NotSupportedException("CASV is not a read.");

    /// <summary>Whether to swap; if not, the reply has been written.</summary>
    private bool MaySwap(ref StringInput input, ReadOnlySpan<byte> stored, ref RespMemoryWriter reply)
    {
        if (!IsValid(ref input, ref reply))
            return false;
        var current = ContentVersion.Of(stored);
        if (current != Expected(ref input))
        {
            Answer(swapped: false, current, ref reply);
            return false;
        }

        var newValue = NewValue(ref input);
        if (Capsule.TagOf(stored) == Capsule.TagOf(newValue) || Capsule.IsTombstone(stored) || Capsule.IsTombstone(newValue))
            return true;
        Replies.WriteTypeMismatch(ref reply, stored, newValue);
        return false;
    }

    private bool HasRoom(ref RespMemoryWriter reply)
    {
        if (!disk.IsFull)
            return true;
        Replies.WriteNoRoom(ref reply, disk.Reason);
        return false;
    }

    private bool IsValid(ref StringInput input, ref RespMemoryWriter reply)
    {
        var newValue = NewValue(ref input);
        if (ChunkManifest.WholeLength(newValue) is var length && length > maxValueBytes)
            Replies.WriteTooLarge(ref reply, length, maxValueBytes);
        else if (GetFirstArg(ref input).Length != ContentVersion.Bytes)
            reply.WriteError("ERR CASV expects a version of 16 bytes");
        else if (!Capsule.TryValidate(newValue, out _))
            Replies.WriteMalformed(ref reply, newValue);
        else
            return true;
        return false;
    }

    private static KvsVersion Expected(ref StringInput input) => ContentVersion.Read(GetFirstArg(ref input));

    private static ReadOnlySpan<byte> NewValue(ref StringInput input)
    {
        var offset = 1;
        return GetNextArg(ref input, ref offset);
    }

    private void Swapped(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref RespMemoryWriter reply)
    {
        Answer(swapped: true, ContentVersion.Of(value), ref reply);
        feed.Publish(key, value.Length);
    }

    private static void Answer(bool swapped, KvsVersion version, ref RespMemoryWriter reply)
    {
        Span<byte> bytes = stackalloc byte[ReplyBytes];
        bytes[0] = swapped ? (byte)1 : (byte)0;
        ContentVersion.Write(version, bytes[1..]);
        reply.WriteBulkString(bytes);
    }
}
