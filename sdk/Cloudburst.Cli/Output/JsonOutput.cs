using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloudburst.Cli.Output;

/// <summary>How the tool writes JSON. Field names are camel case and part of its contract (docs/cli.md).</summary>
internal static class JsonOutput
{
    /// <summary>For documents.</summary>
    public static readonly JsonSerializerOptions Document = Create(indented: true);

    /// <summary>For streams of documents, one a line.</summary>
    public static readonly JsonSerializerOptions Line = Create(indented: false);

    /// <summary>A value in one line.</summary>
    public static string Compact(EncodedValue value) => JsonSerializer.Serialize(value, Line);

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
        // It goes to terminals and files, not into web pages: text stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new EncodedValueConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    private sealed class EncodedValueConverter : JsonConverter<EncodedValue>
    {
        public override EncodedValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Values are written, not read.");

        public override void Write(Utf8JsonWriter writer, EncodedValue value, JsonSerializerOptions options) => value.WriteJson(writer);
    }
}
