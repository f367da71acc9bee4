using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// A map from opaque keys to encapsulated lattices, joined key by key; the values may be of different types, and may be maps again, to
/// <see cref="Capsule.MaxDepth"/> levels in all. An entry is removed by a tombstone, as a key of the store is.
/// </summary>
[DebuggerDisplay("{Entries.Count} entries")]
public sealed class MapLattice : ILattice<MapLattice>
{
    // The length of an empty key, the length of a capsule, the smallest capsule's header.
    private const int MinimumEntrySize = 1 + 1 + Capsule.StampOffset;

    // Sorted by key.
    private readonly MapEntry[] _entries;

    private MapLattice(MapEntry[] entries) => _entries = entries;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.Map;

    /// <summary>The empty map.</summary>
    public static MapLattice Bottom { get; } = new([]);

    /// <summary>All entries in ascending order of their keys, tombstones included.</summary>
    public IReadOnlyList<MapEntry> Entries => _entries;

    /// <summary>The entries that are not deleted, in ascending order of their keys.</summary>
    public IEnumerable<MapEntry> Live => _entries.Where(entry => !Capsule.IsTombstone(entry.Capsule.Span));

    /// <summary>Finds an entry. Takes logarithmic time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="capsule">The encapsulated lattice, or the tombstone of a deleted entry.</param>
    /// <returns>False if the map has never had the key.</returns>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> capsule)
    {
        var index = IndexOf(key);
        capsule = index < 0 ? default : _entries[index].Capsule;
        return index >= 0;
    }

    /// <summary>
    /// The map with a capsule joined into one entry, by the rules of <see cref="Capsule.Join"/>: a value that is older than the entry's
    /// deletion changes nothing. This map stays as it is.
    /// </summary>
    /// <param name="key">The key; must not change afterwards.</param>
    /// <param name="capsule">The encapsulated lattice; must not change afterwards.</param>
    /// <exception cref="LatticeFormatException">It is not a valid capsule, or is nested too deep.</exception>
    /// <exception cref="LatticeTypeMismatchException">The entry holds another type of lattice.</exception>
    public MapLattice Put(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> capsule)
    {
        if (!Capsule.TryValidate(capsule, depth: 2, out var problem)) throw new LatticeFormatException(problem);
        return Join(new MapLattice([new MapEntry(key, capsule)]), isWrite: true, depth: 1);
    }

    /// <summary>The map with an entry deleted, as far as it was written before <paramref name="deletedAt"/>; this map stays as it is.</summary>
    /// <param name="key">The key; must not change afterwards.</param>
    /// <param name="deletedAt">The time of the deletion.</param>
    public MapLattice Remove(ReadOnlyMemory<byte> key, Stamp deletedAt) => Put(key, Capsule.Tombstone(deletedAt));

    /// <summary>The map of both, joined key by key by the rules of <see cref="Capsule.Converge"/>.</summary>
    /// <exception cref="LatticeTypeMismatchException">The two hold different types under one key.</exception>
    /// <exception cref="LatticeFormatException">An entry would exceed a limit of the format.</exception>
    public MapLattice Join(MapLattice other) => Join(other, isWrite: false, depth: 1);

    /// <inheritdoc/>
    public bool IsAtLeast(MapLattice other) => Join(other).Equals(this);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.WriteVarint((ulong)_entries.Length);
        foreach (var entry in _entries)
        {
            writer.WriteBytes(entry.Key.Span);
            writer.WriteBytes(entry.Capsule.Span);
        }
    }

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out MapLattice lattice)
    {
        lattice = null;
        if (!reader.TryReadCount(MinimumEntrySize, out var count)) return false;
        if (count > 0 && reader.Depth >= Capsule.MaxDepth) return reader.Fail("Maps are nested deeper than the format allows (8 levels).");
        var entries = Growing.Start<MapEntry>(count);
        for (var i = 0; i < count; i++)
        {
            Growing.MakeRoom(ref entries, i, count);
            if (!reader.TryReadBytes(out var key) || !reader.TryReadBytes(out var capsule)) return false;
            if (i > 0 && SortedBytes.Compare(entries[i - 1].Key, key) >= 0) return reader.Fail("The keys of a map are not in ascending order.");
            if (!Capsule.TryValidate(capsule, reader.Depth + 1, out var problem)) return reader.Fail(problem);
            entries[i] = new MapEntry(key, capsule);
        }

        lattice = new MapLattice(entries);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(MapLattice? other)
    {
        if (other is null || _entries.Length != other._entries.Length) return false;
        for (var i = 0; i < _entries.Length; i++)
        {
            var (left, right) = (_entries[i], other._entries[i]);
            if (!left.Key.Span.SequenceEqual(right.Key.Span) || !left.Capsule.Span.SequenceEqual(right.Capsule.Span)) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MapLattice);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var entry in _entries) hash.AddBytes(entry.Key.Span);
        return hash.ToHashCode();
    }

    internal MapLattice Join(MapLattice other, bool isWrite, int depth)
    {
        var (left, right) = (_entries, other._entries);
        var joined = new List<MapEntry>(Math.Max(left.Length, right.Length));
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            var order = j == right.Length ? -1 : i == left.Length ? 1 : SortedBytes.Compare(left[i].Key, right[j].Key);
            joined.Add(order < 0 ? left[i++] : order > 0 ? right[j++] : Join(left[i++], right[j++], isWrite, depth + 1));
        }

        return new MapLattice([.. joined]);
    }

    private static MapEntry Join(MapEntry ours, MapEntry theirs, bool isWrite, int depth)
    {
        var output = new ArrayBufferWriter<byte>();
        switch (Capsule.JoinAtDepth(ours.Capsule.Span, theirs.Capsule.Span, output, isWrite, depth))
        {
            case JoinResult.Unchanged or JoinResult.Deleted: return ours;
            case JoinResult.TakeIncoming: return theirs;
            case JoinResult.Merged: return ours with { Capsule = output.WrittenMemory };
            case JoinResult.TypeMismatch:
                var (stored, asked) = (Capsule.TagOf(ours.Capsule.Span), Capsule.TagOf(theirs.Capsule.Span));
                throw stored != asked
                    ? new LatticeTypeMismatchException(stored, asked)
                    : new LatticeTypeMismatchException(stored, $"An entry of type '{stored}' holds another kind of values than the one joined with it; use one kind for one key.");
            default:
                throw new LatticeFormatException("An entry of a map would exceed a limit of the format when joined.");
        }
    }

    private int IndexOf(ReadOnlySpan<byte> key) => _entries.AsSpan().BinarySearch(new ByBytes(key));
}
