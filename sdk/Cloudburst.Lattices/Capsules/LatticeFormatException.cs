namespace Cloudburst.Lattices;

/// <summary>Bytes are not a capsule that this version can read, or a lattice exceeds a limit of the wire format.</summary>
/// <param name="problem">One sentence: what is wrong.</param>
public class LatticeFormatException(string problem) : Exception(problem);

/// <summary>Two values of a key are both right, and hold more concurrent versions together than a key can.</summary>
internal sealed class TooManySiblingsException(int versions) : LatticeFormatException(
    $"A key would hold {versions} concurrent versions, more than the {CausalVersion.MaxSiblings} allowed; write one that has seen the others.");
