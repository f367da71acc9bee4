namespace Cloudburst.SharedMemory.Core;

/// <summary>One executor, as the writer of the blocks sees it.</summary>
internal interface IBlockReader
{
    /// <summary>Whether it can't hold leases any more: its process has ended, or has let go. Looked at before its leases are.</summary>
    bool IsGone();

    /// <summary>Adds the words of the blocks that it holds leases on.</summary>
    void AddLeases(HashSet<ulong> words);

    /// <summary>Takes the mark that it leaves when it reads the block in a slot.</summary>
    /// <returns>How often it has read the block since the last time, as far as it counts.</returns>
    int TakeMark(int slot);
}
