using System.Text.Json;
using Cloudburst.Cli.Invocation;
using Cloudburst.Shared;

namespace Cloudburst.Cli.State;

/// <summary>The types of values that a person can name, or leave to be guessed.</summary>
internal static class ValueTypes
{
    private const string Json = "json";

    private static readonly string[] Names =
    [
        "bool", "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal", "char", "string",
        "Guid", "DateTimeOffset", "TimeSpan", "DateOnly", "TimeOnly", "Half", "Int128", "UInt128", Json,
    ];

    /// <summary>A type's name in a contract.</summary>
    /// <exception cref="CliException">It is none of the known ones.</exception>
    public static string Parse(string name)
    {
        var isArray = name.EndsWith("[]", StringComparison.Ordinal);
        var element = (isArray ? name[..^2] : name).TrimEnd('?');
        if (element.StartsWith("System.", StringComparison.Ordinal))
            element = element["System.".Length..];
        if (!Names.Contains(element, StringComparer.Ordinal))
        {
            throw new CliException(
                ExitCode.Usage, $"--type is '{name}', which is no type of a value{NearestName.Hint(element, Names)}; it is one of {string.Join(", ", Names)}, or an array of one, as int[]");
        }
        if (element == Json)
            return "object";
        return (char.IsUpper(element[0]) ? $"System.{element}" : element) + (isArray ? "[]" : "");
    }

    /// <summary>Encodes JSON whose type follows from what it is.</summary>
    /// <exception cref="CliException">It could be of several types.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static EncodedValue Guess(string key, string text, bool isNew)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        return json.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False when isNew => EncodedValue.FromJson(json, "bool"),
            JsonValueKind.String when isNew => EncodedValue.FromJson(json, "string"),
            JsonValueKind.Number when isNew => throw Ambiguous(key, text, "int, long, double or decimal"),
            JsonValueKind.Array when isNew && json.EnumerateArray().All(static element => element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) =>
                throw Ambiguous(key, text, "int[], double[] or json"),
            _ => EncodedValue.FromJson(json, "object"),
        };
    }

    private static CliException Ambiguous(string key, string text, string types) => new(
        ExitCode.Usage, $"{text} can be of several types, and whoever reads '{key}' reads one of them; say which with --type, such as {types}");
}
