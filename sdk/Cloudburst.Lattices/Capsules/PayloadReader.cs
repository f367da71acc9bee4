using System.Buffers.Binary;

namespace Cloudburst.Lattices;

/// <summary>
/// Reads a payload that may be hostile: every method returns false instead of throwing or of reading past the end, counts are
/// checked against the bytes that remain before anything is allocated, and only canonical encodings are accepted.
/// </summary>
public ref struct PayloadReader
{
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private int _position;

    internal PayloadReader(ReadOnlyMemory<byte> payload, Stamp epoch, int depth)
    {
        _memory = payload;
        _span = payload.Span;
        Epoch = epoch;
        Depth = depth;
    }

    /// <summary>The stamp in the capsule's header.</summary>
    public Stamp Epoch { get; }

    /// <summary>The first thing found wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _span.Length - _position;

    /// <summary>How deep this capsule is nested; the outermost is 1.</summary>
    internal int Depth { get; }

    /// <summary>Notes what is wrong; the first note stays.</summary>
    /// <param name="problem">One sentence.</param>
    /// <returns>False, so that a caller can return it.</returns>
    public bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }

    /// <summary>Reads one byte.</summary>
    public bool TryReadByte(out byte value)
    {
        if (Remaining < 1)
        {
            value = 0;
            return Fail("The payload ends too early.");
        }

        value = _span[_position++];
        return true;
    }

    /// <summary>Reads 8 bytes, big-endian.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        if (Remaining < 8)
        {
            value = 0;
            return Fail("The payload ends too early.");
        }

        value = BinaryPrimitives.ReadUInt64BigEndian(_span[_position..]);
        _position += 8;
        return true;
    }

    /// <summary>Reads a number of 7 bits a byte, least significant first; refuses any but the shortest form.</summary>
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!TryReadByte(out var part)) return false;
            if (shift == 63 && part > 1) return Fail("A number does not fit into 64 bits.");
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return part != 0 || shift == 0 || Fail("A number is not in its shortest form.");
        }

        return Fail("A number does not fit into 64 bits.");
    }

    /// <summary>Reads a count, and refuses one that the remaining bytes cannot hold.</summary>
    /// <param name="minimumItemSize">The fewest bytes that an item takes.</param>
    /// <param name="count">The count.</param>
    public bool TryReadCount(int minimumItemSize, out int count)
    {
        count = 0;
        if (!TryReadVarint(out var value)) return false;
        if (value > (ulong)(Remaining / minimumItemSize)) return Fail("A count is larger than the payload.");
        count = (int)value;
        return true;
    }

    /// <summary>Reads a byte string with its length before it; the result is a slice, not a copy.</summary>
    public bool TryReadBytes(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!TryReadCount(1, out var length)) return false;
        bytes = _memory.Slice(_position, length);
        _position += length;
        return true;
    }

    /// <summary>Reads a finite or infinite number, big-endian; refuses NaN and negative zero, which would spoil the order.</summary>
    public bool TryReadDouble(out double value)
    {
        value = 0;
        if (!TryReadUInt64(out var bits)) return false;
        value = BitConverter.UInt64BitsToDouble(bits);
        return Numbers.IsCanonical(value) || Fail("A number is NaN or negative zero.");
    }

    /// <summary>Takes all that remains; a slice, not a copy.</summary>
    public ReadOnlyMemory<byte> ReadRest()
    {
        var rest = _memory[_position..];
        _position = _span.Length;
        return rest;
    }
}
