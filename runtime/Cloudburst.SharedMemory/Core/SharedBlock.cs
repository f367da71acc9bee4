namespace Cloudburst.SharedMemory.Core;

/// <summary>A block as its writer knows it. Guarded by the store that made it.</summary>
internal sealed class SharedBlock
{
    public SharedBlock(ulong hash, long unit, long units)
    {
        Hash = hash;
        Unit = unit;
        Units = units;
        Word = BlockWord.Of(hash, unit);
        Place = new LinkedListNode<SharedBlock>(this);
    }

    public ulong Hash { get; }

    public long Unit { get; }

    public long Units { get; }

    /// <summary>What its slot in the index and the leases on it hold.</summary>
    public ulong Word { get; }

    /// <summary>Its slot, while it is published.</summary>
    public int Slot { get; set; } = -1;

    public bool IsPublished => Slot >= 0;

    /// <summary>Not known to have been read yet.</summary>
    public bool IsNew { get; set; } = true;

    /// <summary>Read since the store's own hand last passed.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Read since somebody last asked.</summary>
    public bool WasUsed { get; set; }

    /// <summary>Its place in the circle that the hand goes round.</summary>
    public LinkedListNode<SharedBlock> Place { get; }
}
