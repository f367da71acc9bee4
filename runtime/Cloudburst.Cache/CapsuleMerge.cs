using System.Buffers;
using Cloudburst.Lattices;
using Google.Protobuf;

namespace Cloudburst.Cache;

/// <summary>
/// The joins of <see cref="Capsule"/> over the immutable byte strings that the cache holds and replies with. A result that equals one of the
/// two sides is that very object, so only a real merge allocates.
/// </summary>
internal static class CapsuleMerge
{
    private const int RetainedBytes = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>Joins a write into a value; <paramref name="result"/> stays <paramref name="stored"/> when the write changes nothing or is refused.</summary>
    public static JoinResult Join(ByteString stored, ByteString incoming, out ByteString result)
    {
        var scratch = Scratch();
        return Take(Capsule.Join(stored.Span, incoming.Span, scratch), stored, incoming, scratch, out result);
    }

    /// <summary>Joins another copy of the same key into a value.</summary>
    public static JoinResult Converge(ByteString stored, ByteString incoming, out ByteString result)
    {
        var scratch = Scratch();
        return Take(Capsule.Converge(stored.Span, incoming.Span, scratch), stored, incoming, scratch, out result);
    }

    /// <summary>Whether a write replaces the value whole: a register, or a deletion.</summary>
    public static bool IsRegister(ByteString capsule) =>
        capsule.IsEmpty || (Capsule.TryReadHeader(capsule.Span, out var header) && (header.Tag is LatticeTag.LastWriterWins or LatticeTag.Tombstone));

    public static bool Changes(JoinResult result) => result is JoinResult.TakeIncoming or JoinResult.Merged;

    /// <summary>Whether readers see nothing: there is no capsule, or it is a tombstone.</summary>
    public static bool IsInvisible(ByteString capsule) =>
        capsule.IsEmpty || (capsule.Length == Capsule.LwwPayloadOffset && Capsule.IsTombstone(capsule.Span));

    private static JoinResult Take(JoinResult joined, ByteString stored, ByteString incoming, ArrayBufferWriter<byte> scratch, out ByteString result)
    {
        result = joined switch
        {
            JoinResult.TakeIncoming => incoming,
            JoinResult.Merged => UnsafeByteOperations.UnsafeWrap(scratch.WrittenSpan.ToArray()),
            _ => stored,
        };
        return joined;
    }

    private static ArrayBufferWriter<byte> Scratch()
    {
        if (_scratch is not { Capacity: <= RetainedBytes } scratch)
            return _scratch = new ArrayBufferWriter<byte>(256);
        scratch.ResetWrittenCount();
        return scratch;
    }
}
