using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>Sorted arrays of distinct byte strings, which is what the sets are made of.</summary>
internal static class SortedBytes
{
    public static readonly Comparer<ReadOnlyMemory<byte>> Order =
        Comparer<ReadOnlyMemory<byte>>.Create((left, right) => Compare(left, right));

    public static int Compare(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceCompareTo(right.Span);

    public static ReadOnlyMemory<byte>[] From(IEnumerable<ReadOnlyMemory<byte>> elements)
    {
        var sorted = new List<ReadOnlyMemory<byte>>(elements);
        sorted.Sort(Order);
        var count = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            if (count == 0 || Compare(sorted[count - 1], sorted[i]) != 0) sorted[count++] = sorted[i];
        }

        sorted.RemoveRange(count, sorted.Count - count);
        return [.. sorted];
    }

    /// <summary>The index of an element, or the complement of where it would be.</summary>
    public static int IndexOf(ReadOnlyMemory<byte>[] sorted, ReadOnlySpan<byte> element) => sorted.AsSpan().BinarySearch(new ByBytes(element));

    public static ReadOnlyMemory<byte>[] Union(ReadOnlyMemory<byte>[] left, ReadOnlyMemory<byte>[] right)
    {
        var union = new List<ReadOnlyMemory<byte>>(Math.Max(left.Length, right.Length));
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            var order = Compare(left[i], right[j]);
            union.Add(order <= 0 ? left[i] : right[j]);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        union.AddRange(left.AsSpan(i));
        union.AddRange(right.AsSpan(j));
        return [.. union];
    }

    public static bool Equal(ReadOnlyMemory<byte>[] left, ReadOnlyMemory<byte>[] right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!left[i].Span.SequenceEqual(right[i].Span)) return false;
        }

        return true;
    }

    public static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    public static int Hash(ReadOnlyMemory<byte>[] sorted)
    {
        var hash = new HashCode();
        foreach (var element in sorted) hash.AddBytes(element.Span);
        return hash.ToHashCode();
    }

    public static void Write(IBufferWriter<byte> writer, ReadOnlyMemory<byte>[] sorted)
    {
        writer.WriteVarint((ulong)sorted.Length);
        foreach (var element in sorted) writer.WriteBytes(element.Span);
    }

    public static bool TryRead(ref PayloadReader reader, [NotNullWhen(true)] out ReadOnlyMemory<byte>[]? sorted)
    {
        sorted = null;
        if (!reader.TryReadCount(1, out var count)) return false;
        var elements = Growing.Start<ReadOnlyMemory<byte>>(count);
        for (var i = 0; i < count; i++)
        {
            Growing.MakeRoom(ref elements, i, count);
            if (!reader.TryReadBytes(out elements[i])) return false;
            if (i > 0 && Compare(elements[i - 1], elements[i]) >= 0) return reader.Fail("The elements of a set are not in ascending order.");
        }

        sorted = elements;
        return true;
    }
}
