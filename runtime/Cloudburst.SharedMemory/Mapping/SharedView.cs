using System.Buffers;
using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Mapping;

/// <summary>
/// A value in the memory of the machine's cache: no copy, never changing, and there until it is released. After that it throws instead of showing
/// what has come in its place.
/// </summary>
/// <remarks>Thread-safe. A pinned view stays until it is unpinned too.</remarks>
internal sealed unsafe class SharedView : MemoryManager<byte>
{
    private const int Released = int.MinValue;
    private readonly byte* _bytes;
    private readonly int _length;
    private readonly FoundBlock _found;
    // The number of pins, and the sign once it has been released.
    private int _state;

    internal SharedView(SharedMemoryReader reader, in FoundBlock found, byte* bytes, int length, long ends)
    {
        Reader = reader;
        Ends = ends;
        _found = found;
        _bytes = bytes;
        _length = length;
    }

    internal SharedMemoryReader Reader { get; }

    /// <summary>When the value ends, in Unix milliseconds; 0 = never.</summary>
    internal long Ends { get; }

    internal ref readonly FoundBlock Found => ref _found;

    /// <summary>The memory that a view stands behind, if it does.</summary>
    public static bool IsBehind(ReadOnlyMemory<byte> memory) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetMemoryManager<byte, SharedView>(memory, out _);

    public override Span<byte> GetSpan()
    {
        ThrowIf(Volatile.Read(ref _state) < 0);
        return new Span<byte>(_bytes, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        var state = Volatile.Read(ref _state);
        while (true)
        {
            ThrowIf(state < 0);
            var seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state)
                return new MemoryHandle(_bytes + elementIndex, pinnable: this);
            state = seen;
        }
    }

    public override void Unpin()
    {
        if (Interlocked.Decrement(ref _state) == Released)
            Reader.Return(_found);
    }

    /// <summary>Gives the lease back. A second call does nothing.</summary>
    public void Release()
    {
        var state = Volatile.Read(ref _state);
        while (state >= 0)
        {
            var seen = Interlocked.CompareExchange(ref _state, state | Released, state);
            if (seen == state)
            {
                if (state == 0)
                    Reader.Return(_found);
                return;
            }
            state = seen;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Release();
    }

    private static void ThrowIf(bool released)
    {
        if (released)
        {
            throw new ObjectDisposedException(
                objectName: null, "A value that a function has read was used after the function had returned; copy what is needed longer.");
        }
    }
}
