using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cloudburst;

/// <summary>The formats of scalars, nullable scalars, arrays and memories of scalars.</summary>
internal static class ScalarFormats
{
    private static readonly Dictionary<Type, object> ByType = Build();

    public static object? TryCreate(Type type) => ByType.GetValueOrDefault(type);

    private static Dictionary<Type, object> Build()
    {
        var formats = new Dictionary<Type, object>();
        Add<bool>(formats);
        Add<byte>(formats);
        Add<sbyte>(formats);
        Add<short>(formats);
        Add<ushort>(formats);
        Add<int>(formats);
        Add<uint>(formats);
        Add<long>(formats);
        Add<ulong>(formats);
        Add<float>(formats);
        Add<double>(formats);
        Add<char>(formats);
        Add<Half>(formats);
        Add<decimal>(formats);
        Add<Guid>(formats);
        Add<TimeSpan>(formats);
        Add<DateOnly>(formats);
        Add<TimeOnly>(formats);
        Add<Int128>(formats);
        Add<UInt128>(formats);
        formats.Add(typeof(DateTimeOffset), new DateTimeOffsetFormat());
        return formats;
    }

    private static void Add<T>(Dictionary<Type, object> formats)
        where T : unmanaged
    {
        var scalar = new ScalarFormat<T>();
        formats.Add(typeof(T), scalar);
        formats.Add(typeof(T?), new NullableFormat<T>(scalar));
        formats.Add(typeof(T[]), new ArrayFormat<T>());
        formats.Add(typeof(ReadOnlyMemory<T>), new MemoryFormat<T>());
    }
}

internal sealed class ScalarFormat<T> : PayloadFormat<T>
    where T : unmanaged
{
    private static readonly ScalarCode Code = ScalarCodes.Of(typeof(T));

    public override bool TryGetSize(T value, out int size)
    {
        size = Payload.HeaderSize + Unsafe.SizeOf<T>();
        return true;
    }

    public override void Write(IBufferWriter<byte> output, T value)
    {
        var span = output.GetSpan(Payload.HeaderSize + Unsafe.SizeOf<T>());
        span[0] = (byte)PayloadKind.Scalar;
        span[1] = (byte)Code;
        span[2] = 0;
        span[3] = 0;
        MemoryMarshal.Write(span[Payload.HeaderSize..], in value);
        output.Advance(Payload.HeaderSize + Unsafe.SizeOf<T>());
    }

    public override T Read(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        PayloadFormat.Expect(span, PayloadKind.Scalar, Code, typeof(T));
        if (span.Length != Payload.HeaderSize + Unsafe.SizeOf<T>())
            throw PayloadFormat.Undecodable(typeof(T), $"it has {span.Length} bytes");
        // A bool must be 0 or 1: other bit patterns make the JIT's branches disagree.
        if (typeof(T) == typeof(bool) && span[Payload.HeaderSize] > 1)
            throw PayloadFormat.Undecodable(typeof(T), $"{span[Payload.HeaderSize]} is neither true nor false");
        return MemoryMarshal.Read<T>(span[Payload.HeaderSize..]);
    }
}

internal sealed class NullableFormat<T>(ScalarFormat<T> inner) : PayloadFormat<T?>
    where T : unmanaged
{
    public override bool TryGetSize(T? value, out int size) => inner.TryGetSize(value.GetValueOrDefault(), out size);

    public override void Write(IBufferWriter<byte> output, T? value) => inner.Write(output, value.GetValueOrDefault());

    public override T? Read(ReadOnlyMemory<byte> payload) => inner.Read(payload);
}

internal sealed class ArrayFormat<T> : PayloadFormat<T[]>
    where T : unmanaged
{
    public override bool TryGetSize(T[] value, out int size) => RunOf<T>.TryGetSize(value, out size);

    public override void Write(IBufferWriter<byte> output, T[] value) => RunOf<T>.Write(output, value);

    public override T[] Read(ReadOnlyMemory<byte> payload) => RunOf<T>.Read(payload.Span);
}

internal sealed class MemoryFormat<T> : PayloadFormat<ReadOnlyMemory<T>>
    where T : unmanaged
{
    public override bool TryGetSize(ReadOnlyMemory<T> value, out int size) => RunOf<T>.TryGetSize(value.Span, out size);

    public override void Write(IBufferWriter<byte> output, ReadOnlyMemory<T> value) => RunOf<T>.Write(output, value.Span);

    public override ReadOnlyMemory<T> Read(ReadOnlyMemory<byte> payload)
    {
        RunOf<T>.Check(payload.Span);
        var content = payload[Payload.HeaderSize..];
        // The cached bytes themselves: reading an array of any size copies nothing.
        if (typeof(T) == typeof(byte))
            return Unsafe.BitCast<ReadOnlyMemory<byte>, ReadOnlyMemory<T>>(content);
        return new BytesAs<T>(MemoryMarshal.AsMemory(content)).Memory;
    }
}

/// <summary>A view of bytes as elements of another type.</summary>
internal sealed class BytesAs<T>(Memory<byte> bytes) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(bytes.Span);

    public override MemoryHandle Pin(int elementIndex = 0) => bytes[(elementIndex * Unsafe.SizeOf<T>())..].Pin();

    public override void Unpin()
    {
        // The handle that Pin returned releases itself.
    }

    protected override void Dispose(bool disposing)
    {
        // Nothing is owned: the bytes belong to whoever read them.
    }
}

internal static class RunOf<T>
    where T : unmanaged
{
    private static readonly ScalarCode Code = ScalarCodes.Of(typeof(T));

    public static bool TryGetSize(ReadOnlySpan<T> value, out int size)
    {
        size = checked(Payload.HeaderSize + (value.Length * Unsafe.SizeOf<T>()));
        return true;
    }

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<T> value)
    {
        PayloadFormat.WriteHeader(output, PayloadKind.Array, Code);
        output.Write(MemoryMarshal.AsBytes(value));
    }

    public static T[] Read(ReadOnlySpan<byte> payload)
    {
        Check(payload);
        var content = payload[Payload.HeaderSize..];
        var result = GC.AllocateUninitializedArray<T>(content.Length / Unsafe.SizeOf<T>());
        content.CopyTo(MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }

    public static void Check(ReadOnlySpan<byte> payload)
    {
        // A list of nothing does not tell what it is a list of.
        if (payload.Length == Payload.HeaderSize && payload[0] == (byte)PayloadKind.Array && payload[1] == (byte)ScalarCode.None)
            return;
        PayloadFormat.Expect(payload, PayloadKind.Array, Code, typeof(T[]));
        if ((payload.Length - Payload.HeaderSize) % Unsafe.SizeOf<T>() != 0)
            throw PayloadFormat.Undecodable(typeof(T[]), $"{payload.Length - Payload.HeaderSize} bytes are no whole number of elements");
        if (typeof(T) == typeof(bool) && payload[Payload.HeaderSize..].IndexOfAnyExceptInRange((byte)0, (byte)1) >= 0)
            throw PayloadFormat.Undecodable(typeof(T[]), "an element is neither true nor false");
    }
}
