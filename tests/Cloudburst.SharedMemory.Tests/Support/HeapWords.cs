using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>Words of this process, which may be stopped before each access.</summary>
internal sealed class HeapWords(int count, Action<int>? beforeAccess = null) : SharedWords
{
    private readonly ulong[] _words = new ulong[count];

    public override int Count => _words.Length;

    public override ulong Read(int index)
    {
        beforeAccess?.Invoke(index);
        return Volatile.Read(ref _words[index]);
    }

    public override void Write(int index, ulong value)
    {
        beforeAccess?.Invoke(index);
        Volatile.Write(ref _words[index], value);
    }

    public override bool TryClaim(int index, ulong value)
    {
        beforeAccess?.Invoke(index);
        return Interlocked.CompareExchange(ref _words[index], value, 0) == 0;
    }

    public override void Fence() => Interlocked.MemoryBarrier();
}
