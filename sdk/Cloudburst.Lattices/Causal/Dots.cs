using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>Sorted arrays of distinct dots.</summary>
internal static class Dots
{
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<Dot> dots)
    {
        writer.WriteVarint((ulong)dots.Length);
        foreach (var dot in dots)
        {
            writer.WriteUInt64(dot.Replica);
            writer.WriteVarint(dot.Counter);
        }
    }

    public static bool TryRead(ref PayloadReader reader, [NotNullWhen(true)] out Dot[]? dots)
    {
        dots = null;
        if (!reader.TryReadCount(VectorClock.MinimumEntrySize, out var count)) return false;
        var read = Growing.Start<Dot>(count);
        for (var i = 0; i < count; i++)
        {
            Growing.MakeRoom(ref read, i, count);
            if (!reader.TryReadUInt64(out var replica) || !reader.TryReadVarint(out var counter)) return false;
            if (counter == 0) return reader.Fail("An event has the number zero; they count from one.");
            read[i] = new Dot(replica, counter);
            if (i > 0 && read[i] <= read[i - 1]) return reader.Fail("Events are not in ascending order.");
        }

        dots = read;
        return true;
    }

    public static Dot[] Union(ReadOnlySpan<Dot> left, ReadOnlySpan<Dot> right)
    {
        var union = new List<Dot>(left.Length + right.Length);
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            var order = left[i].CompareTo(right[j]);
            union.Add(order <= 0 ? left[i] : right[j]);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        union.AddRange(left[i..]);
        union.AddRange(right[j..]);
        return [.. union];
    }

    public static int Hash(ReadOnlySpan<Dot> dots)
    {
        var hash = new HashCode();
        foreach (var dot in dots) hash.Add(dot);
        return hash.ToHashCode();
    }
}
