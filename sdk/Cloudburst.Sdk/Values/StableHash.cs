using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloudburst;

/// <summary>
/// Hashes that are the same in every process, on every machine and in every version, unlike <see cref="object.GetHashCode"/>: for shard numbers and for
/// keys. Thread-safe.
/// </summary>
public static class StableHash
{
    /// <summary>Hashes a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The first 64 bits of the SHA-256 of its UTF-8 form, as a big-endian number; evenly distributed, so that <c>% n</c> is fair.</returns>
    public static ulong Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Hashes bytes.</summary>
    /// <returns>The first 64 bits of their SHA-256, as a big-endian number.</returns>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
