namespace Cloudburst.Lattices;

/// <summary>What one replica has counted in a <see cref="PnCounter"/>, in total.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Added">Everything that it has ever added.</param>
/// <param name="Subtracted">Everything that it has ever subtracted.</param>
public readonly record struct PnEntry(ulong Replica, ulong Added, ulong Subtracted)
{
    internal PnEntry Join(PnEntry other) =>
        new(Replica, Math.Max(Added, other.Added), Math.Max(Subtracted, other.Subtracted));
}
