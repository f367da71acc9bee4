using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>An executor whose leases lie in this process.</summary>
internal sealed class HeapReader(int slots, SharedWords leases) : IBlockReader
{
    private readonly byte[] _marks = new byte[slots];
    private volatile bool _gone;

    public void Mark(int slot) => _marks[slot]++;

    public void Die() => _gone = true;

    public bool IsGone() => _gone;

    public void AddLeases(HashSet<ulong> words)
    {
        for (var i = 0; i < leases.Count; i++)
        {
            if (leases.Read(i) is not 0 and var word)
                words.Add(word);
        }
    }

    public int TakeMark(int slot)
    {
        var reads = _marks[slot];
        _marks[slot] = 0;
        return reads;
    }
}
