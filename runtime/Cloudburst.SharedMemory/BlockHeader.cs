using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cloudburst.SharedMemory;

/// <summary>
/// What a block begins with: its key's hash, the value's length, when the value ends, the key's length and where the value begins; then the key in
/// UTF-16; then the value.
/// </summary>
internal static class BlockHeader
{
    public const int HashOffset = 0;
    public const int LengthOffset = 8;
    public const int ExpiresAtOffset = 16;
    public const int KeyCharsOffset = 24;
    public const int ValueOffsetOffset = 28;
    public const int KeyOffset = 32;

    /// <summary>
    /// A register's payload lies 24 bytes after the beginning of its capsule. Beginning the capsule 24 bytes before a cache line lets its numbers
    /// begin with one, so that no vector of them lies across two.
    /// </summary>
    private const int LineBytes = 64;
    private const int RegisterHeaderBytes = 24;

    /// <summary>Where the value of a key begins in its block.</summary>
    public static int ValueOffsetFor(string key)
    {
        var end = KeyOffset + (key.Length * sizeof(char)) + RegisterHeaderBytes;
        return ((end + LineBytes - 1) / LineBytes * LineBytes) - RegisterHeaderBytes;
    }

    /// <summary>How many units a block takes.</summary>
    public static long UnitsFor(string key, long valueBytes) => (ValueOffsetFor(key) + valueBytes + Layout.UnitBytes - 1) / Layout.UnitBytes;

    /// <summary>Everything of a block that comes before its value.</summary>
    public static byte[] Write(string key, ulong hash, long valueBytes, long expiresAt)
    {
        var header = new byte[ValueOffsetFor(key)];
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(HashOffset), hash);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(LengthOffset), valueBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(ExpiresAtOffset), expiresAt);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(KeyCharsOffset), key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(ValueOffsetOffset), header.Length);
        MemoryMarshal.AsBytes(key.AsSpan()).CopyTo(header.AsSpan(KeyOffset));
        return header;
    }
}
