using System.Text.Json;

namespace Cloudburst;

/// <summary>One scalar type between its payload and JSON.</summary>
/// <param name="name">Its name in a contract.</param>
/// <param name="code">Its code in a payload.</param>
/// <param name="hasArrays">Whether arrays of it are runs of scalars; otherwise they are JSON.</param>
internal abstract class JsonScalar(string name, ScalarCode code, bool hasArrays)
{
    public string Name => name;

    public ScalarCode Code => code;

    public bool HasArrays => hasArrays;

    public abstract byte[] Encode(JsonElement json);

    public abstract byte[] EncodeArray(JsonElement json);

    public abstract void Write(ReadOnlyMemory<byte> payload, Utf8JsonWriter writer);

    public abstract void WriteArray(ReadOnlyMemory<byte> payload, Utf8JsonWriter writer);
}

internal sealed class JsonScalar<T>(string name, bool hasArrays = true) : JsonScalar(name, ScalarCodes.Of(typeof(T)), hasArrays)
    where T : unmanaged
{
    public override byte[] Encode(JsonElement json) => Payload.Encode(json.Deserialize(ScalarJson.Of<T>())!);

    public override byte[] EncodeArray(JsonElement json) => Payload.Encode(json.Deserialize(ScalarJson.Of<T[]>()));

    public override void Write(ReadOnlyMemory<byte> payload, Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, Payload.Decode<T>(payload), ScalarJson.Of<T>());

    public override void WriteArray(ReadOnlyMemory<byte> payload, Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, Payload.Decode<T[]>(payload)!, ScalarJson.Of<T[]>());
}
