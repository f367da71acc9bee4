namespace Cloudburst.SharedMemory.Core;

/// <summary>The leases of one executor: words that name the blocks that it reads, and that nobody may reclaim meanwhile. Thread-safe.</summary>
internal sealed class LeaseTable(SharedWords words)
{
    private int _next;

    /// <summary>Takes a lease. It protects the block only if the block is still in the index after this returns.</summary>
    /// <returns>The lease, or -1 when all are taken.</returns>
    public int TryTake(ulong word)
    {
        var count = words.Count;
        // Not exact when threads meet, and need not be: it only spreads them.
        var start = _next;
        for (var i = 0; i < count; i++)
        {
            var lease = start + i < count ? start + i : start + i - count;
            if (words.Read(lease) != 0 || !words.TryClaim(lease, word))
                continue;
            _next = lease + 1 < count ? lease + 1 : 0;
            return lease;
        }
        return -1;
    }

    /// <summary>Gives a lease back. Everything that was read under it has been read before.</summary>
    public void Return(int lease) => words.Write(lease, 0);
}
