using System.Text;
using System.Text.Json;

namespace Cloudburst.Sdk.Tests.Values;

public class EncodedValueTests
{
    public static TheoryData<string, string, byte[]> Values => new()
    {
        { "bool", "true", Payload.Encode(true) },
        { "byte", "7", Payload.Encode((byte)7) },
        { "sbyte", "-7", Payload.Encode((sbyte)-7) },
        { "short", "-300", Payload.Encode((short)-300) },
        { "ushort", "300", Payload.Encode((ushort)300) },
        { "int", "3", Payload.Encode(3) },
        { "uint", "3", Payload.Encode(3u) },
        { "long", "-9007199254740993", Payload.Encode(-9007199254740993L) },
        { "ulong", "18446744073709551615", Payload.Encode(ulong.MaxValue) },
        { "float", "0.5", Payload.Encode(0.5f) },
        { "double", "0.1", Payload.Encode(0.1) },
        { "double", "\"NaN\"", Payload.Encode(double.NaN) },
        { "char", "\"x\"", Payload.Encode('x') },
        { "System.Half", "0.5", Payload.Encode((Half)0.5) },
        { "decimal", "12.50", Payload.Encode(12.50m) },
        { "System.Guid", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"", Payload.Encode(new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff")) },
        { "System.DateTimeOffset", "\"2026-11-25T10:00:00+01:00\"", Payload.Encode(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.FromHours(1))) },
        { "System.TimeSpan", "\"00:01:30\"", Payload.Encode(TimeSpan.FromSeconds(90)) },
        { "System.DateOnly", "\"2026-11-25\"", Payload.Encode(new DateOnly(2026, 11, 25)) },
        { "System.TimeOnly", "\"10:30:00\"", Payload.Encode(new TimeOnly(10, 30)) },
        { "System.Int128", "-170141183460469231731687303715884105728", Payload.Encode(Int128.MinValue) },
        { "System.UInt128", "340282366920938463463374607431768211455", Payload.Encode(UInt128.MaxValue) },
        { "string", "\"gr\\u00F6\\u00DFe\"", Payload.Encode("größe") },
        { "int[]", "[1,2,3]", Payload.Encode<int[]>([1, 2, 3]) },
        { "byte[]", "\"AQID\"", Payload.Encode<byte[]>([1, 2, 3]) },
        { "int?", "3", Payload.Encode<int?>(3) },
        { "int?", "null", Payload.Encode<int?>(null) },
        { "string", "null", Payload.Encode<string?>(null) },
        { "System.DateTimeOffset[]", "[\"2026-11-25T10:00:00-01:00\"]", Payload.Encode<DateTimeOffset[]>([new(2026, 11, 25, 10, 0, 0, TimeSpan.FromHours(-1))]) },
        { "string[]", "[\"a\",\"b\"]", Payload.Encode<string[]>(["a", "b"]) },
        { "(int, string)", "{\"Item1\":3,\"Item2\":\"x\"}", Payload.Encode((3, "x")) },
        { "Cart", "{\"Customer\":\"ada\",\"Pieces\":2}", Payload.Encode(new Cart("ada", 2)) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void FromJson_gives_the_bytes_of_the_type(string type, string json, byte[] expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected, HandJson.Unmarked(EncodedValue.FromJson(document.RootElement, type).Bytes.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void WriteJson_gives_the_same_value_back(string type, string json, byte[] payload)
    {
        Assert.NotEmpty(type);
        Assert.Equal(json, JsonOf(new EncodedValue(payload)));
    }

    [Theory]
    [InlineData("int", "3.5", "3.5 is no int: ")]
    [InlineData("int", "\"three\"", "\"three\" is no int: ")]
    [InlineData("byte", "300", "300 is no byte: ")]
    [InlineData("int", "null", "null is no int: it can't be null")]
    [InlineData("string", "3", "3 is no string: ")]
    [InlineData("System.Guid", "\"x\"", "\"x\" is no System.Guid: ")]
    [InlineData("int[]", "[1, \"x\"]", "[1, \"x\"] is no int[]: ")]
    public void FromJson_of_another_type_says_what_is_wrong(string type, string json, string message)
    {
        using var document = JsonDocument.Parse(json);
        var error = Assert.Throws<CloudburstException>(() => EncodedValue.FromJson(document.RootElement, type));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int", "3")]
    [InlineData("System.Guid[]", "[\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"]")]
    [InlineData("string", "\"x\"")]
    public void TypeName_is_what_the_bytes_tell(string type, string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(type, EncodedValue.FromJson(document.RootElement, type).TypeName);
    }

    [Fact]
    public void Values_that_are_not_typed_by_their_bytes_have_no_type_name()
    {
        Assert.Null(default(EncodedValue).TypeName);
        Assert.Null(new EncodedValue(Payload.Encode(new Cart("ada", 2))).TypeName);
    }

    [Fact]
    public void Default_is_null()
    {
        Assert.True(default(EncodedValue).IsNull);
        Assert.Equal("null", JsonOf(default));
        Assert.Equal(Payload.Encode<string?>(null), Payload.Encode(default(EncodedValue)));
    }

    [Fact]
    public void Payloads_pass_through_it_unchanged()
    {
        var payload = Payload.Encode(new Cart("ada", 2));
        var passed = Payload.Encode(Payload.Decode<EncodedValue>(payload));
        Assert.Equal(payload, passed);
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, Assert.Throws<CloudburstException>(() => new EncodedValue(new byte[3])).Code);
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, Assert.Throws<CloudburstException>(() => JsonOf(new EncodedValue(new byte[] { 1, 6, 0, 0, 1 }))).Code);
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, Assert.Throws<CloudburstException>(() => JsonOf(new EncodedValue(new byte[] { 99, 0, 0, 0 }))).Code);
    }

    private static string JsonOf(EncodedValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            value.WriteJson(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed record Cart(string Customer, int Pieces);
}
