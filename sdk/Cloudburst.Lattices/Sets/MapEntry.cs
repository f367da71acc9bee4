namespace Cloudburst.Lattices;

/// <summary>One entry of a <see cref="MapLattice"/>.</summary>
/// <param name="Key">Opaque bytes.</param>
/// <param name="Capsule">The encapsulated lattice, or a tombstone.</param>
public readonly record struct MapEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Capsule);
