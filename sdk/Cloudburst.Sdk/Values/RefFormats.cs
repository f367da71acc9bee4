using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using MemoryPack;

namespace Cloudburst;

/// <summary>Writes references into JSON: a register as its key, a future as <c>{"result": "key"}</c>. Not for use in programs; <see cref="Ref{T}"/> has it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RefJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        return typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Ref<>);
    }

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A reference is a struct without a constructor that would have to run; it makes its converter itself.")]
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        ((IReference)RuntimeHelpers.GetUninitializedObject(typeToConvert)).CreateConverter();
}

internal sealed class RefJsonConverter<T> : JsonConverter<Ref<T>>
{
    private const string Result = "result";

    // A reference to nothing.
    public override bool HandleNull => true;

    public override Ref<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return ReferenceScope.Met<T>("", isFuture: false);
            case JsonTokenType.String:
                return ReferenceScope.Met<T>(reader.GetString()!, isFuture: false);
            case JsonTokenType.StartObject when reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(Result)
                && reader.Read() && reader.TokenType == JsonTokenType.String:
                var key = reader.GetString()!;
                if (reader.Read() && reader.TokenType == JsonTokenType.EndObject)
                    return ReferenceScope.Met<T>(key, isFuture: true);
                break;
        }
        throw new JsonException("A reference is a key, as a string, or an object with one member, \"result\", that holds a future's key");
    }

    public override void Write(Utf8JsonWriter writer, Ref<T> value, JsonSerializerOptions options)
    {
        ReferenceScope.Writes(value);
        if (value.Key.Length == 0)
        {
            writer.WriteNullValue();
        }
        else if (value.IsFuture)
        {
            writer.WriteStartObject();
            writer.WriteString(Result, value.Key);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStringValue(value.Key);
        }
    }
}

/// <summary>Writes references into MemoryPack objects: the key, and whether it is a future's.</summary>
internal sealed class RefFormatter<T> : MemoryPackFormatter<Ref<T>>
{
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref Ref<T> value)
    {
        ReferenceScope.Writes(value);
        writer.WriteString(value.Key);
        writer.WriteUnmanaged(value.IsFuture);
    }

    public override void Deserialize(ref MemoryPackReader reader, scoped ref Ref<T> value)
    {
        var key = reader.ReadString() ?? "";
        reader.ReadUnmanaged(out bool isFuture);
        value = ReferenceScope.Met<T>(key, isFuture);
    }
}
