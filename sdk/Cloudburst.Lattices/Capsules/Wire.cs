using System.Buffers;
using System.Buffers.Binary;

namespace Cloudburst.Lattices;

/// <summary>The writing half of the format; <see cref="PayloadReader"/> is the other.</summary>
internal static class Wire
{
    private const int MaxVarintSize = 10;

    public static void WriteByte(this IBufferWriter<byte> writer, byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }

    public static void WriteUInt64(this IBufferWriter<byte> writer, ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(writer.GetSpan(8), value);
        writer.Advance(8);
    }

    public static void WriteDouble(this IBufferWriter<byte> writer, double value) =>
        writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    public static void WriteVarint(this IBufferWriter<byte> writer, ulong value)
    {
        var span = writer.GetSpan(MaxVarintSize);
        var size = 0;
        for (; value >= 0x80; value >>= 7) span[size++] = (byte)(value | 0x80);
        span[size++] = (byte)value;
        writer.Advance(size);
    }

    public static void WriteBytes(this IBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        writer.WriteVarint((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
