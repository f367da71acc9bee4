using System.Text.Json;

namespace Cloudburst;

/// <summary>Payloads to JSON and back, by what their header says and by the names of types in contracts.</summary>
internal static class EncodedJson
{
    private static readonly JsonScalar[] Scalars =
    [
        new JsonScalar<bool>("bool"),
        new JsonScalar<byte>("byte"),
        new JsonScalar<sbyte>("sbyte"),
        new JsonScalar<short>("short"),
        new JsonScalar<ushort>("ushort"),
        new JsonScalar<int>("int"),
        new JsonScalar<uint>("uint"),
        new JsonScalar<long>("long"),
        new JsonScalar<ulong>("ulong"),
        new JsonScalar<float>("float"),
        new JsonScalar<double>("double"),
        new JsonScalar<char>("char"),
        new JsonScalar<Half>("System.Half"),
        new JsonScalar<decimal>("decimal"),
        new JsonScalar<Guid>("System.Guid"),
        new JsonScalar<DateTimeOffset>("System.DateTimeOffset", hasArrays: false),
        new JsonScalar<TimeSpan>("System.TimeSpan"),
        new JsonScalar<DateOnly>("System.DateOnly"),
        new JsonScalar<TimeOnly>("System.TimeOnly"),
        new JsonScalar<Int128>("System.Int128"),
        new JsonScalar<UInt128>("System.UInt128"),
    ];

    private static readonly Dictionary<string, JsonScalar> ByName = Scalars.ToDictionary(scalar => scalar.Name, StringComparer.Ordinal);
    private static readonly Dictionary<ScalarCode, JsonScalar> ByCode = Scalars.ToDictionary(scalar => scalar.Code);

    public static byte[] Encode(JsonElement json, string typeName)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return IsNullable(typeName) ? new byte[Payload.HeaderSize] : throw NoSuchValue(json, typeName, "it can't be null");
        try
        {
            if (typeName == "string")
                return Payload.Encode(json.Deserialize(ScalarJson.Of<string>()));
            if (ByName.TryGetValue(typeName.TrimEnd('?'), out var scalar))
                return scalar.Encode(json);
            if (typeName.EndsWith("[]", StringComparison.Ordinal) && ByName.TryGetValue(typeName[..^2], out var element) && element.HasArrays)
                return element.EncodeArray(json);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw NoSuchValue(json, typeName, Reason(error), error);
        }
        // Everything else is JSON already, and readers of MemoryPack types take it too.
        return HandJson.Marked(Payload.Encode(json));
    }

    public static void Write(ReadOnlyMemory<byte> payload, Utf8JsonWriter writer)
    {
        var span = payload.Span;
        switch ((PayloadKind)span[0])
        {
            case PayloadKind.Null:
                writer.WriteNullValue();
                break;
            case PayloadKind.Scalar when ByCode.TryGetValue((ScalarCode)span[1], out var scalar):
                scalar.Write(payload, writer);
                break;
            case PayloadKind.Array when ByCode.TryGetValue((ScalarCode)span[1], out var element) && element.HasArrays:
                element.WriteArray(payload, writer);
                break;
            // A list of nothing does not tell what it is a list of.
            case PayloadKind.Array when (ScalarCode)span[1] == ScalarCode.None && span.Length == Payload.HeaderSize:
                writer.WriteStartArray();
                writer.WriteEndArray();
                break;
            case PayloadKind.Utf8:
                writer.WriteStringValue(Payload.Decode<string>(payload));
                break;
            case PayloadKind.Json:
                Payload.Decode<JsonElement>(payload).WriteTo(writer);
                break;
            case PayloadKind.MemoryPack:
                writer.WriteStartObject();
                writer.WriteBase64String("$memoryPack", span[Payload.HeaderSize..]);
                writer.WriteEndObject();
                break;
            default:
                throw PayloadFormat.Undecodable(typeof(JsonElement), $"it holds {PayloadFormat.Describe(span)}");
        }
    }

    public static string? TypeNameOf(ReadOnlySpan<byte> payload) => (PayloadKind)payload[0] switch
    {
        PayloadKind.Utf8 => "string",
        PayloadKind.Scalar => ByCode.GetValueOrDefault((ScalarCode)payload[1])?.Name,
        PayloadKind.Array when ByCode.GetValueOrDefault((ScalarCode)payload[1]) is { } element => element.Name + "[]",
        _ => null,
    };

    // A reference type's contract does not say whether it may be null; the function finds out.
    private static bool IsNullable(string typeName) => typeName.EndsWith('?') || !ByName.ContainsKey(typeName);

    private static string Reason(Exception error) => error.InnerException is FormatException or OverflowException or InvalidOperationException
        ? error.InnerException.Message.TrimEnd('.')
        : error.Message.Split(" Path:", 2)[0].TrimEnd('.');

    private static CloudburstException NoSuchValue(JsonElement json, string typeName, string why, Exception? cause = null)
    {
        var text = json.ValueKind == JsonValueKind.Undefined ? "nothing" : json.GetRawText();
        if (text.Length > 60)
            text = text[..57] + "...";
        return new CloudburstException(
            CloudburstErrorCode.InvalidArgument, $"{text} is no {typeName}: {why}", new Dictionary<string, string> { ["type"] = typeName }, cause);
    }
}
