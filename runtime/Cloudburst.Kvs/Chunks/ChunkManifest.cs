using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Chunks;

/// <summary>
/// What lies under the key of a register that is too large for one piece: a register of the same stamp that says where the pieces are. So the
/// join is the same as that of the whole value, and cheap.
/// </summary>
/// <remarks>
/// <para>The payload: <see cref="Mark"/>, the whole capsule's length (8 bytes, big-endian), the number of chunks (4 bytes), its hash (16 bytes), and the
/// prefix of the chunks' keys. Chunk <c>i</c> is under the prefix followed by <c>i</c> in decimal, as a register of the same stamp.</para>
/// <para>Chunks are named after the key's slot, the key's hash and the content, so that they lie on the key's node, and writing the same value twice
/// is the same writes. A value that happens to begin with the mark is written in chunks whatever its size, so nothing else does.</para>
/// </remarks>
internal readonly record struct ChunkManifest(string Prefix, int Chunks, long Length, UInt128 Hash)
{
    private const int HeaderBytes = 16 + 8 + 4 + 16;

    /// <summary>The first bytes of a manifest's payload.</summary>
    public static ReadOnlySpan<byte> Mark => "\0cloudburst/chnk"u8;

    public string KeyOf(int chunk) => $"{Prefix}{chunk}";

    /// <summary>Whether a stored capsule is a manifest.</summary>
    public static bool IsManifest(ReadOnlySpan<byte> capsule) =>
        capsule.Length > Capsule.LwwPayloadOffset
        && capsule[1] == (byte)LatticeTag.LastWriterWins
        && capsule[Capsule.LwwPayloadOffset..].StartsWith(Mark);

    /// <summary>How long the value is that a capsule stands for.</summary>
    public static long WholeLength(ReadOnlySpan<byte> capsule) => TryRead(capsule, out var manifest) ? manifest.Length : capsule.Length;

    public static ChunkManifest For(string key, ReadOnlySpan<byte> capsule, int chunkBytes)
    {
        var hash = XxHash128.HashToUInt128(capsule);
        var owner = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(key));
        return new ChunkManifest(
            $"{{{HashSlot.TagFor(key)}}}cloudburst-chunk/{owner:x16}{hash:x32}/",
            (int)(((long)capsule.Length + chunkBytes - 1) / chunkBytes),
            capsule.Length,
            hash);
    }

    /// <summary>Whether it is of this very value.</summary>
    public bool Describes(ReadOnlySpan<byte> capsule) => capsule.Length == Length && XxHash128.HashToUInt128(capsule) == Hash;

    /// <summary>The capsule to store under the key.</summary>
    public byte[] Encode(Stamp stamp)
    {
        var payload = new byte[HeaderBytes + Prefix.Length];
        Mark.CopyTo(payload);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(16), Length);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(24), Chunks);
        BinaryPrimitives.WriteUInt128BigEndian(payload.AsSpan(28), Hash);
        Encoding.ASCII.GetBytes(Prefix, payload.AsSpan(HeaderBytes));
        var writer = new ArrayBufferWriter<byte>(payload.Length + Capsule.LwwPayloadOffset);
        Capsule.WriteLww(writer, stamp, payload);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a stored capsule, if it is a manifest.</summary>
    public static bool TryRead(ReadOnlySpan<byte> capsule, out ChunkManifest manifest)
    {
        manifest = default;
        if (!IsManifest(capsule))
            return false;
        var payload = capsule[Capsule.LwwPayloadOffset..];
        if (payload.Length <= HeaderBytes)
            return false;
        manifest = new ChunkManifest(
            Encoding.ASCII.GetString(payload[HeaderBytes..]),
            BinaryPrimitives.ReadInt32BigEndian(payload[24..]),
            BinaryPrimitives.ReadInt64BigEndian(payload[16..]),
            BinaryPrimitives.ReadUInt128BigEndian(payload[28..]));
        return manifest is { Chunks: > 0, Length: > 0 and <= KvsLimits.LargestMaxValueBytes };
    }
}
