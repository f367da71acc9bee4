using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MemoryPack;

namespace Cloudburst;

internal sealed class TextFormat : PayloadFormat<string>
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override bool TryGetSize(string value, out int size)
    {
        size = Payload.HeaderSize + Encoding.UTF8.GetByteCount(value);
        return true;
    }

    public override void Write(IBufferWriter<byte> output, string value)
    {
        PayloadFormat.WriteHeader(output, PayloadKind.Utf8);
        Encoding.UTF8.GetBytes(value, output);
    }

    public override string Read(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        PayloadFormat.Expect(span, PayloadKind.Utf8, ScalarCode.None, typeof(string));
        try
        {
            return Strict.GetString(span[Payload.HeaderSize..]);
        }
        catch (DecoderFallbackException error)
        {
            throw PayloadFormat.Undecodable(typeof(string), "its bytes are not UTF-8", error);
        }
    }
}

/// <summary>What a function without a result returns: null, to whoever does not know its type.</summary>
internal sealed class UnitFormat : PayloadFormat<Unit>
{
    public override bool TryGetSize(Unit value, out int size)
    {
        size = Payload.HeaderSize;
        return true;
    }

    public override void Write(IBufferWriter<byte> output, Unit value) => PayloadFormat.WriteHeader(output, PayloadKind.Null);

    public override Unit Read(ReadOnlyMemory<byte> payload) =>
        throw PayloadFormat.Undecodable(typeof(Unit), $"it holds {PayloadFormat.Describe(payload.Span)}");
}

/// <summary>A payload whose type nobody here knows: as it is.</summary>
internal sealed class EncodedFormat : PayloadFormat<EncodedValue>
{
    public override bool ReadsEveryKind => true;

    public override bool TryGetSize(EncodedValue value, out int size)
    {
        size = value.Bytes.Length;
        return true;
    }

    public override void Write(IBufferWriter<byte> output, EncodedValue value) => output.Write(value.Bytes.Span);

    public override EncodedValue Read(ReadOnlyMemory<byte> payload) => new(payload);
}

/// <summary>Ticks of the UTC time and the offset in minutes: the clock reading survives, not only the instant.</summary>
internal sealed class DateTimeOffsetFormat : PayloadFormat<DateTimeOffset>
{
    private const int Size = Payload.HeaderSize + sizeof(long) + sizeof(short);

    public override bool TryGetSize(DateTimeOffset value, out int size)
    {
        size = Size;
        return true;
    }

    public override void Write(IBufferWriter<byte> output, DateTimeOffset value)
    {
        PayloadFormat.WriteHeader(output, PayloadKind.Scalar, ScalarCode.DateTimeOffset);
        var span = output.GetSpan(Size - Payload.HeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(span, value.UtcTicks);
        BinaryPrimitives.WriteInt16LittleEndian(span[sizeof(long)..], (short)value.TotalOffsetMinutes);
        output.Advance(Size - Payload.HeaderSize);
    }

    public override DateTimeOffset Read(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        PayloadFormat.Expect(span, PayloadKind.Scalar, ScalarCode.DateTimeOffset, typeof(DateTimeOffset));
        if (span.Length != Size)
            throw PayloadFormat.Undecodable(typeof(DateTimeOffset), $"it has {span.Length} bytes");
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(span[Payload.HeaderSize..]);
        var offset = BinaryPrimitives.ReadInt16LittleEndian(span[(Payload.HeaderSize + sizeof(long))..]);
        try
        {
            return new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(offset));
        }
        catch (ArgumentException error)
        {
            throw PayloadFormat.Undecodable(typeof(DateTimeOffset), "it is out of range", error);
        }
    }
}

internal sealed class MemoryPackFormat<T> : PayloadFormat<T>
{
    public override bool MayHoldReferences => true;

    public override void Write(IBufferWriter<byte> output, T value)
    {
        PayloadFormat.WriteHeader(output, PayloadKind.MemoryPack);
        MemoryPackSerializer.Serialize(output, value);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "T is MemoryPackable, checked where the format is chosen: its generated code registers itself.")]
    public override T? Read(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        PayloadFormat.Expect(span, PayloadKind.MemoryPack, ScalarCode.None, typeof(T));
        try
        {
            return MemoryPackSerializer.Deserialize<T>(span[Payload.HeaderSize..]);
        }
        catch (MemoryPackSerializationException error)
        {
            throw PayloadFormat.Undecodable(typeof(T), error.Message, error);
        }
    }
}

internal sealed class JsonFormat<T> : PayloadFormat<T>
{
    private static readonly byte[] EmptyList = [(byte)PayloadKind.Json, 0, 0, 0, (byte)'[', (byte)']'];

    public override bool MayHoldReferences => true;

    public override void Write(IBufferWriter<byte> output, T value) => WriteJson(output, value);

    internal static void WriteJson(IBufferWriter<byte> output, T value)
    {
        PayloadFormat.WriteHeader(output, PayloadKind.Json);
        try
        {
            using var writer = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(writer, value, PayloadJson.InfoOf<T>());
        }
        catch (NotSupportedException error)
        {
            throw new CloudburstException(
                CloudburstErrorCode.InvalidArgument, $"A value of type {typeof(T)} can't be serialized: {error.Message}", innerException: error);
        }
    }

    public override T? Read(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        // A list of nothing does not tell what it is a list of.
        if (span.Length == Payload.HeaderSize && span[0] == (byte)PayloadKind.Array && span[1] == (byte)ScalarCode.None)
            return Parse(EmptyList);
        throw PayloadFormat.Undecodable(typeof(T), $"it holds {PayloadFormat.Describe(span)}");
    }

    internal static T? Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload[Payload.HeaderSize..], PayloadJson.InfoOf<T>());
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw PayloadFormat.Undecodable(typeof(T), PayloadFormat.Reason(error), error);
        }
    }
}

internal static class PayloadJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        // Tuples and plain structs carry their data in fields.
        IncludeFields = true,
        MaxDepth = 64,
        TypeInfoResolver = CloudburstJson.Resolver,
    };

    /// <summary>How a type is read and written.</summary>
    /// <exception cref="NotSupportedException">It can't be: nothing is known of it.</exception>
    public static JsonTypeInfo<T> InfoOf<T>() => InfoOf<T>(Options);

    /// <inheritdoc cref="InfoOf{T}()"/>
    public static JsonTypeInfo<T> InfoOf<T>(JsonSerializerOptions options)
    {
        try
        {
            return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        }
        catch (NotSupportedException error) when (!JsonSerializer.IsReflectionEnabledByDefault)
        {
            throw new NotSupportedException($"no JSON context knows it, and this program has no reflection; add one with CloudburstJson.AddContext, or say PublishAot=false in the project (#:property PublishAot=false in a program of one file) ({error.Message})", error);
        }
    }
}
