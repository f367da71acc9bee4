namespace Cloudburst.Lattices;

/// <summary>An element of an <see cref="ObservedRemoveSet"/> and the adds that keep it there.</summary>
internal readonly struct SetEntry(ReadOnlyMemory<byte> element, Dot[] dots) : IEquatable<SetEntry>
{
    public ReadOnlyMemory<byte> Element { get; } = element;

    /// <summary>Sorted; at least one.</summary>
    public Dot[] Dots { get; } = dots;

    public bool Equals(SetEntry other) => Element.Span.SequenceEqual(other.Element.Span) && Dots.AsSpan().SequenceEqual(other.Dots);

    public override bool Equals(object? obj) => obj is SetEntry other && Equals(other);

    public override int GetHashCode() => SortedBytes.Hash(Element.Span);
}
