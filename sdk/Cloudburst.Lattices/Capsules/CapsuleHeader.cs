namespace Cloudburst.Lattices;

/// <summary>The fixed part of a capsule.</summary>
/// <param name="Tag">The type of the lattice inside.</param>
/// <param name="Epoch">
/// For last-writer-wins its stamp, for a tombstone the time of the deletion, otherwise the deletion that the value was written
/// after (<see cref="Stamp.Zero"/> when there was none).
/// </param>
/// <param name="PayloadOffset">Where the payload starts, in bytes from the start of the capsule.</param>
public readonly record struct CapsuleHeader(LatticeTag Tag, Stamp Epoch, int PayloadOffset)
{
    /// <summary>The same as <see cref="Epoch"/>, under the name that fits last-writer-wins and tombstones.</summary>
    public Stamp Stamp => Epoch;

    /// <summary>Whether the capsule says that its key is deleted.</summary>
    public bool IsTombstone => Tag == LatticeTag.Tombstone;
}
