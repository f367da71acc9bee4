using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>The versions of other keys that a version was written after. Immutable; safe for concurrent use.</summary>
[DebuggerDisplay("{Entries.Count} dependencies")]
public sealed class DependencySet : IEquatable<DependencySet>
{
    // The length of an empty key, the count of a clock, one entry of it.
    private const int MinimumEntrySize = 1 + 1 + VectorClock.MinimumEntrySize;

    // Sorted by key; no clock is the bottom, which would say nothing.
    private readonly Dependency[] _entries;

    private DependencySet(Dependency[] entries) => _entries = entries;

    /// <summary>No dependencies.</summary>
    public static DependencySet Empty { get; } = new([]);

    /// <summary>The dependencies in ascending order of their keys.</summary>
    public IReadOnlyList<Dependency> Entries => _entries;

    /// <summary>The version of a key that is depended on; the bottom when none is.</summary>
    /// <param name="key">The key.</param>
    public VectorClock this[ReadOnlySpan<byte> key]
    {
        get
        {
            var index = _entries.AsSpan().BinarySearch(new ByBytes(key));
            return index < 0 ? VectorClock.Bottom : _entries[index].Clock;
        }
    }

    /// <summary>Dependencies on the given versions; the clocks of a key named twice are joined, bottoms are left out.</summary>
    /// <param name="entries">Keys and clocks, in any order; must not change afterwards.</param>
    public static DependencySet Of(params IEnumerable<Dependency> entries)
    {
        var sorted = new SortedDictionary<ReadOnlyMemory<byte>, VectorClock>(SortedBytes.Order);
        foreach (var entry in entries)
        {
            if (entry.Clock.Entries.Count == 0) continue;
            sorted[entry.Key] = sorted.TryGetValue(entry.Key, out var clock) ? clock.Join(entry.Clock) : entry.Clock;
        }

        return sorted.Count == 0 ? Empty : new DependencySet([.. sorted.Select(pair => new Dependency(pair.Key, pair.Value))]);
    }

    /// <summary>The dependencies with one more.</summary>
    /// <param name="key">The key; must not change afterwards.</param>
    /// <param name="clock">The version read.</param>
    public DependencySet With(ReadOnlyMemory<byte> key, VectorClock clock) => Join(Of([new Dependency(key, clock)]));

    /// <summary>The dependencies of both; clocks of one key are joined.</summary>
    public DependencySet Join(DependencySet other)
    {
        var (left, right) = (_entries, other._entries);
        if (right.Length == 0) return this;
        if (left.Length == 0) return other;
        var joined = new List<Dependency>(left.Length + right.Length);
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            var order = j == right.Length ? -1 : i == left.Length ? 1 : SortedBytes.Compare(left[i].Key, right[j].Key);
            if (order < 0) joined.Add(left[i++]);
            else if (order > 0) joined.Add(right[j++]);
            else joined.Add(left[i] with { Clock = left[i++].Clock.Join(right[j++].Clock) });
        }

        return new DependencySet([.. joined]);
    }

    /// <inheritdoc/>
    public bool Equals(DependencySet? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DependencySet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var entry in _entries) hash.AddBytes(entry.Key.Span);
        return hash.ToHashCode();
    }

    // An arbitrary but fixed order, in which siblings are written.
    internal int CompareTo(DependencySet other)
    {
        for (var i = 0; i < _entries.Length && i < other._entries.Length; i++)
        {
            var order = SortedBytes.Compare(_entries[i].Key, other._entries[i].Key);
            if (order == 0) order = _entries[i].Clock.Span.SequenceCompareTo(other._entries[i].Clock.Span);
            if (order != 0) return order;
        }

        return _entries.Length.CompareTo(other._entries.Length);
    }

    internal void Write(IBufferWriter<byte> writer)
    {
        writer.WriteVarint((ulong)_entries.Length);
        foreach (var entry in _entries)
        {
            writer.WriteBytes(entry.Key.Span);
            entry.Clock.Write(writer);
        }
    }

    internal static bool TryRead(ref PayloadReader reader, [NotNullWhen(true)] out DependencySet? dependencies)
    {
        dependencies = null;
        if (!reader.TryReadCount(MinimumEntrySize, out var count)) return false;
        var entries = Growing.Start<Dependency>(count);
        for (var i = 0; i < count; i++)
        {
            Growing.MakeRoom(ref entries, i, count);
            if (!reader.TryReadBytes(out var key) || !VectorClock.TryRead(ref reader, out var clock)) return false;
            if (i > 0 && SortedBytes.Compare(entries[i - 1].Key, key) >= 0) return reader.Fail("The keys of dependencies are not in ascending order.");
            if (clock.Entries.Count == 0) return reader.Fail("A dependency has an empty clock.");
            entries[i] = new Dependency(key, clock);
        }

        dependencies = count == 0 ? Empty : new DependencySet(entries);
        return true;
    }
}
