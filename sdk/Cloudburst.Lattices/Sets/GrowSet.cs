using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>A set that only grows. Elements are opaque bytes, compared byte by byte.</summary>
[DebuggerDisplay("{Count} elements")]
[DebuggerTypeProxy(typeof(ElementsView))]
public sealed class GrowSet : ILattice<GrowSet>, IReadOnlyList<ReadOnlyMemory<byte>>
{
    private readonly ReadOnlyMemory<byte>[] _elements;

    private GrowSet(ReadOnlyMemory<byte>[] elements) => _elements = elements;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.GrowSet;

    /// <summary>The empty set.</summary>
    public static GrowSet Bottom { get; } = new([]);

    /// <summary>How many elements there are.</summary>
    public int Count => _elements.Length;

    /// <summary>The element at a place in the ascending order of bytes.</summary>
    /// <param name="index">From 0.</param>
    public ReadOnlyMemory<byte> this[int index] => _elements[index];

    /// <summary>A set of the given elements; duplicates count once.</summary>
    /// <param name="elements">Opaque to the lattice; must not change afterwards.</param>
    public static GrowSet Of(params IEnumerable<ReadOnlyMemory<byte>> elements) => new(SortedBytes.From(elements));

    /// <summary>Whether the element is in the set. Takes logarithmic time.</summary>
    public bool Contains(ReadOnlySpan<byte> element) => SortedBytes.IndexOf(_elements, element) >= 0;

    /// <summary>The set with one element more; this one stays as it is.</summary>
    /// <param name="element">Opaque to the lattice; must not change afterwards.</param>
    public GrowSet Add(ReadOnlyMemory<byte> element)
    {
        var index = SortedBytes.IndexOf(_elements, element.Span);
        return index >= 0 ? this : new GrowSet([.. _elements.AsSpan(0, ~index), element, .. _elements.AsSpan(~index)]);
    }

    /// <summary>The union.</summary>
    public GrowSet Join(GrowSet other) => new(SortedBytes.Union(_elements, other._elements));

    /// <summary>Whether this contains every element of the other.</summary>
    public bool IsAtLeast(GrowSet other) => Join(other).Equals(this);

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer) => SortedBytes.Write(writer, _elements);

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out GrowSet lattice)
    {
        lattice = SortedBytes.TryRead(ref reader, out var elements) ? new GrowSet(elements) : null;
        return lattice is not null;
    }

    /// <summary>The elements in ascending order of their bytes.</summary>
    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator() => _elements.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(GrowSet? other) => other is not null && SortedBytes.Equal(_elements, other._elements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrowSet);

    /// <inheritdoc/>
    public override int GetHashCode() => SortedBytes.Hash(_elements);
}
