using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>A set that only grows and is read in order: by place, by range, first and last. The order is that of the elements' bytes.</summary>
[DebuggerDisplay("{Count} elements")]
[DebuggerTypeProxy(typeof(ElementsView))]
public sealed class OrderedSet : ILattice<OrderedSet>, IReadOnlyList<ReadOnlyMemory<byte>>
{
    private readonly ReadOnlyMemory<byte>[] _elements;

    private OrderedSet(ReadOnlyMemory<byte>[] elements) => _elements = elements;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.OrderedSet;

    /// <summary>The empty set.</summary>
    public static OrderedSet Bottom { get; } = new([]);

    /// <summary>How many elements there are.</summary>
    public int Count => _elements.Length;

    /// <summary>The element at a place in the ascending order of bytes.</summary>
    /// <param name="index">From 0.</param>
    public ReadOnlyMemory<byte> this[int index] => _elements[index];

    /// <summary>A set of the given elements; duplicates count once.</summary>
    /// <param name="elements">Opaque to the lattice; must not change afterwards.</param>
    public static OrderedSet Of(params IEnumerable<ReadOnlyMemory<byte>> elements) => new(SortedBytes.From(elements));

    /// <summary>Whether the element is in the set. Takes logarithmic time.</summary>
    public bool Contains(ReadOnlySpan<byte> element) => SortedBytes.IndexOf(_elements, element) >= 0;

    /// <summary>The set with one element more; this one stays as it is.</summary>
    /// <param name="element">Opaque to the lattice; must not change afterwards.</param>
    public OrderedSet Add(ReadOnlyMemory<byte> element)
    {
        var index = SortedBytes.IndexOf(_elements, element.Span);
        return index >= 0 ? this : new OrderedSet([.. _elements.AsSpan(0, ~index), element, .. _elements.AsSpan(~index)]);
    }

    /// <summary>The elements from <paramref name="from"/> (included) up to <paramref name="to"/> (not included), in order; a view, not a copy.</summary>
    /// <param name="from">The first element wanted.</param>
    /// <param name="to">The first element no longer wanted.</param>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Range(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var start = PlaceOf(from);
        return _elements.AsSpan(start, Math.Max(0, PlaceOf(to) - start));
    }

    /// <summary>How many elements come before this one, whether it is in the set or not.</summary>
    public int PlaceOf(ReadOnlySpan<byte> element)
    {
        var index = SortedBytes.IndexOf(_elements, element);
        return index >= 0 ? index : ~index;
    }

    /// <summary>The union.</summary>
    public OrderedSet Join(OrderedSet other) => new(SortedBytes.Union(_elements, other._elements));

    /// <summary>Whether this contains every element of the other.</summary>
    public bool IsAtLeast(OrderedSet other) => Join(other).Equals(this);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer) => SortedBytes.Write(writer, _elements);

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out OrderedSet lattice)
    {
        lattice = SortedBytes.TryRead(ref reader, out var elements) ? new OrderedSet(elements) : null;
        return lattice is not null;
    }

    /// <summary>The elements in ascending order of their bytes.</summary>
    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator() => _elements.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(OrderedSet? other) => other is not null && SortedBytes.Equal(_elements, other._elements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OrderedSet);

    /// <inheritdoc/>
    public override int GetHashCode() => SortedBytes.Hash(_elements);
}
