using System.Diagnostics;
using System.Text.Json;

namespace Cloudburst;

/// <summary>
/// A value as it travels and as it lies in the store, for tools that don't know its type: call a function with it as the result's type, or read a register or a
/// set of it, and any value comes back; turn it into JSON and back by the names of types in <see cref="FunctionContract"/>.
/// </summary>
/// <remarks>Immutable. Inside a function the bytes of state are valid until it returns, as with every view.</remarks>
[DebuggerDisplay("{TypeName,nq}, {Bytes.Length} bytes")]
public readonly struct EncodedValue
{
    private static readonly byte[] NullPayload = new byte[Payload.HeaderSize];
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Takes a payload, as <see cref="Payload.Encode{T}(T)"/> writes it.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.PayloadUndecodable"/>: it is too short for one.</exception>
    public EncodedValue(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < Payload.HeaderSize)
            throw PayloadFormat.Undecodable(typeof(EncodedValue), $"it has {payload.Length} bytes and a payload has at least {Payload.HeaderSize}");
        _bytes = payload;
    }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.IsEmpty ? NullPayload : _bytes;

    /// <summary>Whether it is null, as is the result of a function that has none.</summary>
    public bool IsNull => (PayloadKind)Bytes.Span[0] == PayloadKind.Null;

    /// <summary>
    /// The type as far as the bytes tell it, by its name in a contract: <c>int</c>, <c>System.Guid[]</c>, <c>string</c>; <see langword="null"/> for JSON and MemoryPack objects, of
    /// which only the reader knows the type, and for null.
    /// </summary>
    public string? TypeName => EncodedJson.TypeNameOf(Bytes.Span);

    /// <summary>Whether <see cref="WriteJson"/> can show the content: not that of MemoryPack objects, which only their own type can read.</summary>
    public bool IsReadable => (PayloadKind)Bytes.Span[0] != PayloadKind.MemoryPack;

    /// <summary>Encodes JSON as a function or a register of a type expects it.</summary>
    /// <param name="json">
    /// The value. Objects are matched to the type's members by its reader, not here: names in any case. A member that the type does not have is an error there; so is, in an argument of a call, one
    /// that its constructor needs and that is missing, or one that is null and may not be.
    /// </param>
    /// <param name="typeName">The type's name in a contract, such as <see cref="FunctionParameter.Type"/>: <c>int</c>, <c>string</c>, <c>Shop.Cart</c>.</param>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>: it is no such value.</exception>
    public static EncodedValue FromJson(JsonElement json, string typeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeName);
        return new(EncodedJson.Encode(json, typeName));
    }

    /// <summary>
    /// Writes the value as JSON: numbers, times and text as <see cref="JsonSerializer"/> writes them, bytes in base64. A MemoryPack object is written as
    /// <c>{"$memoryPack": "base64"}</c>.
    /// </summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.PayloadUndecodable"/>: the bytes are damaged.</exception>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EncodedJson.Write(Bytes, writer);
    }
}
