using System.Runtime.CompilerServices;
using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>Words in mapped memory. Valid for as long as the mapping is.</summary>
internal sealed unsafe class MappedWords(ulong* words, int count) : SharedWords
{
    public override int Count => count;

    public override ulong Read(int index) => Volatile.Read(ref At(index));

    public override void Write(int index, ulong value) => Volatile.Write(ref At(index), value);

    public override bool TryClaim(int index, ulong value) => Interlocked.CompareExchange(ref At(index), value, 0) == 0;

    public override void Fence() => Interlocked.MemoryBarrier();

    private ref ulong At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
        return ref Unsafe.AsRef<ulong>(words + index);
    }
}
