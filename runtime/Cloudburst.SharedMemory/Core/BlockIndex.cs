namespace Cloudburst.SharedMemory.Core;

/// <summary>
/// Where the blocks of keys lie: a hash table of fixed size. A key lies in one slot of its bucket or nowhere, so nothing is ever moved, and a slot that
/// is emptied needs no mark. A bucket that is full takes no more keys; those are read by a call.
/// </summary>
/// <remarks>One process writes, under a lock of its own; any number of others read.</remarks>
internal sealed class BlockIndex(SharedWords slots)
{
    private readonly int _mask = slots.Count - Layout.BucketSlots;

    public int SlotCount => slots.Count;

    /// <summary>The first slot of the bucket of a key.</summary>
    public int BucketOf(ulong hash) => (int)(hash * Layout.BucketSlots) & _mask;

    public ulong Read(int slot) => slots.Read(slot);

    /// <summary>Publishes a block: from here on readers find it.</summary>
    /// <returns>Its slot, or -1 when the bucket is full.</returns>
    public int TryPut(ulong hash, ulong word)
    {
        var first = BucketOf(hash);
        for (var slot = first; slot < first + Layout.BucketSlots; slot++)
        {
            if (slots.Read(slot) != 0)
                continue;
            slots.Write(slot, word);
            return slot;
        }
        return -1;
    }

    /// <summary>Withdraws a block: who looks for it from here on does not find it.</summary>
    public void Clear(int slot) => slots.Write(slot, 0);
}
