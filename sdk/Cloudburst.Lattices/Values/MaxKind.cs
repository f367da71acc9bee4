namespace Cloudburst.Lattices;

/// <summary>What kind of number a <see cref="MaxLattice"/> holds. The numbers are part of the wire format.</summary>
public enum MaxKind : byte
{
    /// <summary>No number yet: the bottom, which joins with either kind.</summary>
    None = 0,

    /// <summary>A signed 64-bit integer.</summary>
    Int64 = 1,

    /// <summary>A double other than NaN.</summary>
    Double = 2,
}
