namespace Cloudburst.Lattices;

/// <summary>One key that a version depends on.</summary>
/// <param name="Key">The key, as its bytes.</param>
/// <param name="Clock">The version of it that was read.</param>
public readonly record struct Dependency(ReadOnlyMemory<byte> Key, VectorClock Clock);
