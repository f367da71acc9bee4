namespace Cloudburst.Lattices;

/// <summary>Bytes are not a capsule that this version can read, or a lattice exceeds a limit of the wire format.</summary>
/// <param name="problem">One sentence: what is wrong.</param>
public sealed class LatticeFormatException(string problem) : Exception(problem);
