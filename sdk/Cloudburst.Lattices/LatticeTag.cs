namespace Cloudburst.Lattices;

/// <summary>The type of an encapsulated lattice, as written in byte 1 of a capsule. The numbers are part of the wire format.</summary>
public enum LatticeTag : byte
{
    /// <summary>The key was deleted; has a stamp and no type.</summary>
    Tombstone = 0,

    /// <summary><see cref="Lattices.LastWriterWins"/>.</summary>
    LastWriterWins = 1,

    /// <summary><see cref="MaxLattice"/>.</summary>
    Max = 2,

    /// <summary><see cref="FlagLattice"/>.</summary>
    Flag = 3,

    /// <summary><see cref="Lattices.GrowSet"/>.</summary>
    GrowSet = 4,

    /// <summary><see cref="Lattices.ObservedRemoveSet"/>.</summary>
    ObservedRemoveSet = 5,

    /// <summary><see cref="Lattices.PnCounter"/>.</summary>
    PnCounter = 6,

    /// <summary><see cref="MapLattice"/>.</summary>
    Map = 7,

    /// <summary><see cref="Lattices.VectorClock"/>.</summary>
    VectorClock = 8,

    /// <summary><see cref="Lattices.SingleKeyCausal"/>.</summary>
    SingleKeyCausal = 9,

    /// <summary><see cref="Lattices.MultiKeyCausal"/>.</summary>
    MultiKeyCausal = 10,

    /// <summary><see cref="Lattices.OrderedSet"/>.</summary>
    OrderedSet = 11,

    /// <summary><see cref="Lattices.Priority"/>.</summary>
    Priority = 12,
}
