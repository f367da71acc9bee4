using System.Buffers;
using System.Runtime.CompilerServices;
using MemoryPack;

namespace Cloudburst;

/// <summary>How values of one type are written. Chosen once per type; afterwards a call is one virtual dispatch.</summary>
internal abstract class PayloadFormat<T>
{
    public static readonly PayloadFormat<T> Instance = Choose();

    /// <summary>Whether an array of them is a run of their bytes.</summary>
    public static readonly bool IsPackedInArrays = ScalarFormats.TryCreate(typeof(T[])) is not null;

    public abstract void Write(IBufferWriter<byte> output, T value);

    /// <summary>Reads a payload that is long enough for a header, and not null; JSON only where it reads every kind.</summary>
    public abstract T? Read(ReadOnlyMemory<byte> payload);

    /// <summary>Whether values are payloads of any kind, JSON among them.</summary>
    public virtual bool ReadsEveryKind => false;

    /// <summary>Whether there may be references among what a value consists of.</summary>
    public virtual bool MayHoldReferences => false;

    /// <summary>The exact number of bytes that <see cref="Write"/> will write, where it is known without writing.</summary>
    public virtual bool TryGetSize(T value, out int size)
    {
        size = 0;
        return false;
    }

    private static PayloadFormat<T> Choose()
    {
        var type = typeof(T);
        if (type == typeof(string))
            return (PayloadFormat<T>)(object)new TextFormat();
        if (ScalarFormats.TryCreate(type) is PayloadFormat<T> scalar)
            return scalar;
        if (type == typeof(EncodedValue))
            return (PayloadFormat<T>)(object)new EncodedFormat();
        if (type == typeof(Unit))
            return (PayloadFormat<T>)(object)new UnitFormat();
        if (typeof(IMemoryPackable<T>).IsAssignableFrom(type))
            return new MemoryPackFormat<T>();
        return new JsonFormat<T>();
    }
}

internal static class PayloadFormat
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteHeader(IBufferWriter<byte> output, PayloadKind kind, ScalarCode code = ScalarCode.None)
    {
        var span = output.GetSpan(Payload.HeaderSize);
        span[0] = (byte)kind;
        span[1] = (byte)code;
        span[2] = 0;
        span[3] = 0;
        output.Advance(Payload.HeaderSize);
    }

    public static void Expect(ReadOnlySpan<byte> payload, PayloadKind kind, ScalarCode code, Type type)
    {
        if (payload[0] != (byte)kind || payload[1] != (byte)code)
            throw Undecodable(type, $"it holds {Describe(payload)}");
    }

    public static CloudburstException Undecodable(Type type, string why, Exception? inner = null) => new(
        CloudburstErrorCode.PayloadUndecodable,
        $"A payload can't be read as {type}: {why.TrimEnd('.')}. Read it with the type it was written with",
        innerException: inner);

    /// <summary>Why JSON can't be read, with its place but without counts of bytes.</summary>
    public static string Reason(Exception error) => error.Message.Split(" | LineNumber:", 2)[0].TrimEnd('.');

    public static string Describe(ReadOnlySpan<byte> payload) => (PayloadKind)payload[0] switch
    {
        PayloadKind.Null => "null",
        PayloadKind.Scalar => $"a scalar of type {(ScalarCode)payload[1]}",
        PayloadKind.Array => $"an array of {(ScalarCode)payload[1]}",
        PayloadKind.Utf8 => "text",
        PayloadKind.MemoryPack => "a MemoryPack object",
        PayloadKind.Json => "a JSON document",
        _ => $"an unknown kind ({payload[0]})",
    };
}
