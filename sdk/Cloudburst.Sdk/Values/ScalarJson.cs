using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cloudburst;

/// <summary>The scalars, text and JSON itself between values and JSON, without reflection.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Unit))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(bool[]))]
[JsonSerializable(typeof(byte))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(sbyte))]
[JsonSerializable(typeof(sbyte[]))]
[JsonSerializable(typeof(short))]
[JsonSerializable(typeof(short[]))]
[JsonSerializable(typeof(ushort))]
[JsonSerializable(typeof(ushort[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(uint))]
[JsonSerializable(typeof(uint[]))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(long[]))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(ulong[]))]
[JsonSerializable(typeof(float))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(char))]
[JsonSerializable(typeof(char[]))]
[JsonSerializable(typeof(Half))]
[JsonSerializable(typeof(Half[]))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(decimal[]))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(Guid[]))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(DateTimeOffset[]))]
[JsonSerializable(typeof(TimeSpan))]
[JsonSerializable(typeof(TimeSpan[]))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(DateOnly[]))]
[JsonSerializable(typeof(TimeOnly))]
[JsonSerializable(typeof(TimeOnly[]))]
[JsonSerializable(typeof(Int128))]
[JsonSerializable(typeof(Int128[]))]
[JsonSerializable(typeof(UInt128))]
[JsonSerializable(typeof(UInt128[]))]
internal sealed partial class ScalarJson : JsonSerializerContext
{
    /// <summary>What the build has written for a type.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}
