using System.Buffers.Text;

namespace Cloudburst.Kvs.Resp;

/// <summary>
/// A growing byte buffer that the garbage collector does not move, because the store reads and writes it through pointers.
/// </summary>
internal sealed class PinnedBuffer(int initialCapacity, int retainedCapacity)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(initialCapacity, pinned: true);

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public unsafe byte* Pointer => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(
        ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_bytes));

    /// <summary>Forgets the content, and gives memory back that one large value needed.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > retainedCapacity)
            _bytes = GC.AllocateUninitializedArray<byte>(initialCapacity, pinned: true);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Makes room for so many bytes more; <see cref="Advance"/> then says how many were written.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            var capacity = (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)Length + count));
            var larger = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
            Written.CopyTo(larger);
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    /// <summary>Starts a command of so many arguments, its name included.</summary>
    public void WriteArrayHeader(int count) => WriteNumberLine((byte)'*', count);

    public void WriteBulk(ReadOnlySpan<byte> payload)
    {
        WriteNumberLine((byte)'$', payload.Length);
        Write(payload);
        Write("\r\n"u8);
    }

    public void WriteKey(string key)
    {
        Span<byte> utf8 = stackalloc byte[KvsLimits.MaxKeyBytes];
        WriteBulk(utf8[..KvsLimits.EncodeKey(key, utf8)]);
    }

    public void WriteBulk(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(number, digits, out var written);
        WriteBulk(digits[..written]);
    }

    private void WriteNumberLine(byte prefix, int number)
    {
        var line = Reserve(16);
        line[0] = prefix;
        _ = Utf8Formatter.TryFormat(number, line[1..], out var written);
        line[written + 1] = (byte)'\r';
        line[written + 2] = (byte)'\n';
        Length += written + 3;
    }
}
