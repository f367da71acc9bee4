using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Where a join is computed before its bytes go into the store. One per thread: the store's callbacks for one key run on one thread
/// under the key's lock, and the store asks for the length of the result before it hands over the memory for it.
/// </summary>
internal sealed class JoinScratch
{
    private const int RetainedBytes = 1 << 20;

    [ThreadStatic]
    private static JoinScratch? _current;

    private ArrayBufferWriter<byte> _merged = new(1024);
    private bool _measured;
    private JoinResult _result;

    public static JoinScratch Current => _current ??= new JoinScratch();

    /// <summary>Joins now. <see cref="NewValue"/> is valid until the next call on this thread.</summary>
    public JoinResult Join(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming)
    {
        _measured = false;
        if (_merged.Capacity > RetainedBytes)
            _merged = new ArrayBufferWriter<byte>(1024);
        else
            _merged.ResetWrittenCount();
        return _result = Capsule.Join(stored, incoming, _merged);
    }

    /// <summary>Joins for the length of the result, and remembers it for <see cref="JoinMeasured"/>.</summary>
    public JoinResult Measure(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming)
    {
        var result = Join(stored, incoming);
        _measured = true;
        _source = Identity(stored, incoming);
        return result;
    }

    /// <summary>
    /// The join that <see cref="Measure"/> has just made of the same bytes. It is taken only once, and only for the very same memory: between
    /// the two callbacks the key stays locked, so the bytes can't have changed. Anything else is computed again.
    /// </summary>
    public JoinResult JoinMeasured(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming)
    {
        if (!_measured || _source != Identity(stored, incoming))
            return Join(stored, incoming);
        _measured = false;
        return _result;
    }

    /// <summary>The bytes to store when the last join changed the value.</summary>
    public ReadOnlySpan<byte> NewValue(ReadOnlySpan<byte> incoming) =>
        _result == JoinResult.Merged ? _merged.WrittenSpan : incoming;

    private (nint Stored, int StoredLength, nint Incoming, int IncomingLength) _source;

    private static unsafe (nint, int, nint, int) Identity(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> incoming) => (
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(stored)), stored.Length,
        (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(incoming)), incoming.Length);
}
