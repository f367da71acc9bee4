using System.Text.Json;

namespace Cloudburst;

/// <summary>Tuples by their items, for whoever does not know their types: a tuple travels as the JSON object of its fields.</summary>
internal static class PayloadTuples
{
    /// <summary>How many items a function may yield one by one.</summary>
    public const int MaxItems = 7;

    /// <summary>Takes an item out of a tuple, as JSON, which a reader of any type understands.</summary>
    /// <param name="tuple">The tuple's payload.</param>
    /// <param name="item">Which, from 1.</param>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.PayloadUndecodable"/>: it is no tuple of that many items.</exception>
    public static ReadOnlyMemory<byte> Item(ReadOnlyMemory<byte> tuple, int item)
    {
        var span = tuple.Span;
        if (span.Length < Payload.HeaderSize || (PayloadKind)span[0] != PayloadKind.Json)
            throw NoTuple(item, span.Length < Payload.HeaderSize ? "no payload" : PayloadFormat.Describe(span));
        var json = span[Payload.HeaderSize..];
        var isByHand = HandJson.IsMarked(span);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PayloadJson.Options.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw NoTuple(item, "no JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals($"Item{item}") || (isByHand && reader.ValueTextEquals($"item{item}"));
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isIt)
                    return PayloadLists.JsonPayload(json[start..(int)reader.BytesConsumed], isByHand);
            }
        }
        catch (JsonException error)
        {
            throw PayloadFormat.Undecodable(typeof(ValueTuple), error.Message, error);
        }
        throw NoTuple(item, "fewer items");
    }

    private static CloudburstException NoTuple(int item, string found) =>
        PayloadFormat.Undecodable(typeof(ValueTuple), FormattableString.Invariant($"item {item} of a tuple is wanted, and it holds {found}"));
}
