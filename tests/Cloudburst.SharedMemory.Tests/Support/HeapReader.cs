using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>An executor whose leases lie in this process.</summary>
internal sealed class HeapReader(int slots, SharedWords leases) : IBlockReader
{
    private readonly byte[] _marks = new byte[slots];
    private volatile bool _gone;

    public void Mark(int slot) => Volatile.Write(ref _marks[slot], 1);

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

    public bool TakeMark(int slot)
    {
        var marked = Volatile.Read(ref _marks[slot]) != 0;
        Volatile.Write(ref _marks[slot], 0);
        return marked;
    }
}
