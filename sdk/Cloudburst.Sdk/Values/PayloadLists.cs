using System.Buffers;
using System.Text.Json;

namespace Cloudburst;

/// <summary>
/// Lists by their elements, for whoever knows neither's type: takes the payload of a list apart into payloads of its elements, and puts one together.
/// </summary>
/// <remarks>
/// An array of scalars is their bytes in a row, and its elements are scalars. Every other list is a JSON array, and its elements are JSON, which a reader of any
/// type understands. A list of no elements whose type is unknown is an array of no type.
/// </remarks>
internal static class PayloadLists
{
    /// <summary>Writes a value as an element of a list.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>: the type can't be serialized.</exception>
    public static byte[] EncodeElement<T>(T value) => PayloadFormat<T>.IsPackedInArrays ? Payload.Encode(value) : EncodeJson(value);

    /// <summary>Writes a value as JSON, whatever its own format is.</summary>
    /// <inheritdoc cref="EncodeElement{T}" path="/exception"/>
    public static byte[] EncodeJson<T>(T value)
    {
        var output = new ArrayBufferWriter<byte>(256);
        JsonFormat<T>.WriteJson(output, value);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Takes a list apart; the elements of an array of scalars and of a JSON array are made anew.</summary>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.PayloadUndecodable"/>: the payload is no list, or no valid one.
    /// </exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> list)
    {
        var span = list.Span;
        if (span.Length < Payload.HeaderSize)
            throw PayloadFormat.Undecodable(typeof(Array), $"it has {span.Length} bytes and a payload has at least {Payload.HeaderSize}");
        return (PayloadKind)span[0] switch
        {
            PayloadKind.Array => SplitArray(span),
            PayloadKind.Json => SplitJson(span),
            _ => throw PayloadFormat.Undecodable(typeof(Array), $"it holds {PayloadFormat.Describe(span)}"),
        };
    }

    /// <summary>Puts elements together that <see cref="EncodeElement"/> has written, or that are the null payload of a function without a result.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.PayloadUndecodable"/>: they are of different kinds.</exception>
    public static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> elements)
    {
        if (elements.Count == 0)
            return [(byte)PayloadKind.Array, (byte)ScalarCode.None, 0, 0];
        var first = elements[0].Span;
        return (PayloadKind)first[0] == PayloadKind.Scalar ? JoinScalars(elements, (ScalarCode)first[1]) : JoinJson(elements);
    }

    private static ReadOnlyMemory<byte>[] SplitArray(ReadOnlySpan<byte> array)
    {
        var content = array[Payload.HeaderSize..];
        var code = (ScalarCode)array[1];
        if (content.IsEmpty)
            return [];
        if (ScalarCodes.SizeOf(code) is not { } size || content.Length % size != 0)
            throw PayloadFormat.Undecodable(typeof(Array), $"{content.Length} bytes are no whole number of elements");
        // One array for all of them.
        var whole = Payload.HeaderSize + size;
        var bytes = new byte[content.Length / size * whole];
        var elements = new ReadOnlyMemory<byte>[content.Length / size];
        for (var i = 0; i < elements.Length; i++)
        {
            var element = bytes.AsMemory(i * whole, whole);
            WriteHeader(element.Span, PayloadKind.Scalar, code);
            content.Slice(i * size, size).CopyTo(element.Span[Payload.HeaderSize..]);
            elements[i] = element;
        }
        return elements;
    }

    private static List<ReadOnlyMemory<byte>> SplitJson(ReadOnlySpan<byte> payload)
    {
        var json = payload[Payload.HeaderSize..];
        var elements = new List<ReadOnlyMemory<byte>>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PayloadJson.Options.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                throw PayloadFormat.Undecodable(typeof(Array), $"it holds {PayloadFormat.Describe(payload)} that is no array");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                elements.Add(JsonPayload(json[start..(int)reader.BytesConsumed], HandJson.IsMarked(payload)));
            }
        }
        catch (JsonException error)
        {
            throw PayloadFormat.Undecodable(typeof(Array), error.Message, error);
        }
        return elements;
    }

    internal static byte[] JsonPayload(ReadOnlySpan<byte> json, bool isByHand)
    {
        var payload = new byte[Payload.HeaderSize + json.Length];
        payload[0] = (byte)PayloadKind.Json;
        json.CopyTo(payload.AsSpan(Payload.HeaderSize));
        return isByHand ? HandJson.Marked(payload) : payload;
    }

    private static byte[] JoinScalars(IReadOnlyList<ReadOnlyMemory<byte>> elements, ScalarCode code)
    {
        var size = elements[0].Length - Payload.HeaderSize;
        var list = new byte[checked(Payload.HeaderSize + (elements.Count * size))];
        WriteHeader(list, PayloadKind.Array, code);
        for (var i = 0; i < elements.Count; i++)
        {
            var element = elements[i].Span;
            PayloadFormat.Expect(element, PayloadKind.Scalar, code, typeof(Array));
            element[Payload.HeaderSize..].CopyTo(list.AsSpan(Payload.HeaderSize + (i * size), size));
        }
        return list;
    }

    private static byte[] JoinJson(IReadOnlyList<ReadOnlyMemory<byte>> elements)
    {
        var list = new ArrayBufferWriter<byte>(elements.Count * 16);
        PayloadFormat.WriteHeader(list, PayloadKind.Json);
        for (var i = 0; i < elements.Count; i++)
        {
            list.Write(i == 0 ? "["u8 : ","u8);
            var element = elements[i].Span;
            if ((PayloadKind)element[0] == PayloadKind.Null)
            {
                // What a function without a result yields: a Unit, which has no members.
                list.Write("{}"u8);
                continue;
            }
            PayloadFormat.Expect(element, PayloadKind.Json, ScalarCode.None, typeof(Array));
            list.Write(element[Payload.HeaderSize..]);
        }
        list.Write("]"u8);
        return list.WrittenSpan.ToArray();
    }

    // The two bytes after these stay zero.
    private static void WriteHeader(Span<byte> payload, PayloadKind kind, ScalarCode code)
    {
        payload[0] = (byte)kind;
        payload[1] = (byte)code;
    }
}
