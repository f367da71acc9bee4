using System.Buffers;

namespace Cloudburst;

/// <summary>
/// Turns arguments, results and state into bytes and back. Numbers, times, text and arrays of numbers travel as they lie in memory; types with
/// <c>[MemoryPackable(GenerateType.VersionTolerant)]</c> use MemoryPack; everything else is JSON. No type name is ever written: the reader's static
/// type decides, so hostile bytes cannot choose a type.
/// </summary>
/// <remarks>
/// Layout: byte 0 the kind, byte 1 the element's code (scalars and arrays) or whether JSON was written by hand, bytes 2 and 3 zero, then the content. All members are thread-safe.
/// </remarks>
public static class Payload
{
    internal const int HeaderSize = 4;

    /// <summary>Writes a value.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>: the type can't be serialized.</exception>
    public static void Encode<T>(IBufferWriter<byte> output, T value)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (value is null)
            PayloadFormat.WriteHeader(output, PayloadKind.Null);
        else
            PayloadFormat<T>.Instance.Write(output, value);
    }

    /// <summary>Writes a value into a new array.</summary>
    /// <inheritdoc cref="Encode{T}(IBufferWriter{byte}, T)" path="/exception"/>
    public static byte[] Encode<T>(T value)
    {
        if (value is null)
            return new byte[HeaderSize];
        var format = PayloadFormat<T>.Instance;
        if (format.TryGetSize(value, out var size))
        {
            var exact = new FixedBufferWriter(size);
            format.Write(exact, value);
            return exact.Array;
        }
        var growing = new ArrayBufferWriter<byte>(256);
        format.Write(growing, value);
        return growing.WrittenSpan.ToArray();
    }

    /// <summary>Writes a value so that whoever does not know its type can read it too: as JSON where <see cref="Encode{T}(T)"/> writes MemoryPack.</summary>
    /// <inheritdoc cref="Encode{T}(IBufferWriter{byte}, T)" path="/exception"/>
    internal static byte[] EncodeReadable<T>(T value) =>
        value is not null && PayloadFormat<T>.Instance is MemoryPackFormat<T> ? PayloadLists.EncodeJson(value) : Encode(value);

    /// <summary>Reads a value. A null payload reads as the type's default.</summary>
    /// <param name="payload">The bytes; a <see cref="ReadOnlyMemory{T}"/> of bytes that is read stays a view of them.</param>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.PayloadUndecodable"/>: the bytes are no payload, or not one of a <typeparamref name="T"/>.
    /// </exception>
    public static T? Decode<T>(ReadOnlyMemory<byte> payload) => Decode<T>(payload, isArgument: false);

    /// <summary>Reads a value.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="isArgument">Whether it was given to a call as it is: what a person has typed must then be complete.</param>
    /// <inheritdoc cref="Decode{T}(ReadOnlyMemory{byte})" path="/exception"/>
    internal static T? Decode<T>(ReadOnlyMemory<byte> payload, bool isArgument)
    {
        var span = payload.Span;
        if (span.Length < HeaderSize)
            throw PayloadFormat.Undecodable(typeof(T), $"it has {span.Length} bytes and a payload has at least {HeaderSize}");
        return (PayloadKind)span[0] switch
        {
            PayloadKind.Null => default,
            // Elements of lists and items of tuples travel as JSON whatever their type is.
            PayloadKind.Json when !PayloadFormat<T>.Instance.ReadsEveryKind => HandJson.IsMarked(span) ? HandJson.Parse<T>(span, isArgument) : JsonFormat<T>.Parse(span),
            _ => PayloadFormat<T>.Instance.Read(payload),
        };
    }
}
