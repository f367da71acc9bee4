namespace Cloudburst.Lattices;

/// <summary>A key holds another type of lattice than the one asked for. Nothing was changed.</summary>
public sealed class LatticeTypeMismatchException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="requested">What was asked for.</param>
    public LatticeTypeMismatchException(LatticeTag stored, LatticeTag requested)
        : base(stored == LatticeTag.Tombstone
            ? $"The value is deleted ('Tombstone') and cannot be read as '{requested}'; check Capsule.IsTombstone before decoding."
            : $"The value is stored as '{stored}' but was asked for as '{requested}'; use the stored type, or delete the key before reusing it.")
    {
        Stored = stored;
        Requested = requested;
    }

    internal LatticeTypeMismatchException(LatticeTag tag, string problem) : base(problem)
    {
        Stored = tag;
        Requested = tag;
    }

    /// <summary>What is stored.</summary>
    public LatticeTag Stored { get; }

    /// <summary>What was asked for; the same as <see cref="Stored"/> when the types differ inside the value.</summary>
    public LatticeTag Requested { get; }
}
