using Cloudburst.Lattices;
using Garnet.common;

namespace Cloudburst.Kvs.Garnet;

/// <summary>What our commands answer. <see cref="ReplyParser"/> is the other end.</summary>
internal static class Replies
{
    public const string TypeMismatchCode = "TYPEMISMATCH";
    public const string MalformedCode = "MALFORMED";
    public const string TooLargeCode = "TOOLARGE";
    public const string TooManySiblingsCode = "TOOMANYSIBLINGS";

    /// <summary>The code that redis-server answers for a disk that is full.</summary>
    public const string NoRoomCode = "MISCONF";

    public static void WriteDeleted(ref RespMemoryWriter reply, scoped ReadOnlySpan<byte> stored)
    {
        Span<byte> epoch = stackalloc byte[Stamp.Size];
        Capsule.EpochOf(stored).WriteTo(epoch);
        reply.WriteBulkString(epoch);
    }

    public static void WriteTypeMismatch(ref RespMemoryWriter reply, scoped ReadOnlySpan<byte> stored, scoped ReadOnlySpan<byte> incoming) =>
        reply.WriteError($"{TypeMismatchCode} {Capsule.TagOf(stored)} {Capsule.TagOf(incoming)}");

    public static void WriteMalformed(ref RespMemoryWriter reply, scoped ReadOnlySpan<byte> incoming) =>
        reply.WriteError($"{MalformedCode} {(Capsule.TryValidate(incoming, out var problem) ? "What is stored under the key is not a capsule." : problem)}");

    public static void WriteNoRoom(ref RespMemoryWriter reply, string reason) => reply.WriteError($"{NoRoomCode} {reason}");

    public static void WriteTooManySiblings(ref RespMemoryWriter reply) =>
        reply.WriteError($"{TooManySiblingsCode} {CausalVersion.MaxSiblings}");

    public static void WriteTooLarge(ref RespMemoryWriter reply, long bytes, long limit) =>
        reply.WriteError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{TooLargeCode} {bytes} {limit}"));
}
