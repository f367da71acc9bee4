using System.Buffers;

namespace Cloudburst;

/// <summary>Writes into one array of a size that is known beforehand: no growing, no final copy.</summary>
internal sealed class FixedBufferWriter(int size) : IBufferWriter<byte>
{
    private int _written;

    public byte[] Array { get; } = GC.AllocateUninitializedArray<byte>(size);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => Array.AsMemory(_written);

    public Span<byte> GetSpan(int sizeHint = 0) => Array.AsSpan(_written);
}
