namespace Cloudburst.SharedMemory.Core;

/// <summary>
/// The reader's half of the protocol: find a block, take a lease on it, and look again. A block that is still in the index after the lease was taken
/// can't be reclaimed before the lease is returned, because whoever withdraws a block looks for leases only after that (hazard pointers).
/// </summary>
internal sealed class BlockFinder(BlockIndex index, LeaseTable leases)
{
    /// <summary>A key that is replaced faster than it can be looked at is read by a call.</summary>
    private const int MaxAttempts = 4;

    /// <summary>Finds the block of a key and leases it.</summary>
    /// <param name="hash">The key's hash.</param>
    /// <param name="isKey">Whether a leased block is of the key: two keys may have one hash.</param>
    /// <param name="found">Receives the block with its lease.</param>
    /// <returns>Whether the key was found and could be leased.</returns>
    public bool TryLease<TKey>(ulong hash, TKey isKey, out FoundBlock found)
        where TKey : IBlockTest
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var result = TryOnce(hash, isKey, out found);
            if (result is { } decided)
                return decided;
        }
        found = default;
        return false;
    }

    /// <summary>Whether a block that was found before is still the one of its key.</summary>
    public bool IsCurrent(in FoundBlock found) => index.Read(found.Slot) == found.Word;

    public void Return(in FoundBlock found) => leases.Return(found.Lease);

    /// <returns>Null when the index changed under our hands.</returns>
    private bool? TryOnce<TKey>(ulong hash, TKey isKey, out FoundBlock found)
        where TKey : IBlockTest
    {
        found = default;
        var first = index.BucketOf(hash);
        for (var slot = first; slot < first + Layout.BucketSlots; slot++)
        {
            var word = index.Read(slot);
            if (!BlockWord.MayBe(word, hash))
                continue;
            var lease = leases.TryTake(word);
            if (lease < 0)
                return false;
            if (index.Read(slot) != word)
            {
                leases.Return(lease);
                return null;
            }
            if (isKey.Matches(BlockWord.UnitOf(word)))
            {
                found = new FoundBlock(slot, word, lease);
                return true;
            }
            leases.Return(lease);
        }
        return false;
    }
}

/// <summary>Looks at a leased block.</summary>
internal interface IBlockTest
{
    bool Matches(long unit);
}

/// <summary>A block and the lease on it.</summary>
/// <param name="Slot">Its slot in the index.</param>
/// <param name="Word">What the slot held.</param>
/// <param name="Lease">The lease that keeps it.</param>
internal readonly record struct FoundBlock(int Slot, ulong Word, int Lease);
