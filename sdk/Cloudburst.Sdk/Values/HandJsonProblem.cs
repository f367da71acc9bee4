using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cloudburst.Shared;

namespace Cloudburst;

/// <summary>Says why JSON that a person has typed is no value of a type, in the person's words: by the members' names, and not by bytes and lines.</summary>
internal static class HandJsonProblem
{
    private const int LongestQuote = 60;

    /// <summary>Finds the first problem.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="type">The type that it is no value of.</param>
    /// <param name="options">How it was read.</param>
    /// <returns>A clause; <see langword="null"/> when the problem is of another kind than those that are known here.</returns>
    public static string? Find(ReadOnlySpan<byte> json, Type type, JsonSerializerOptions options)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            return Find(document.RootElement, options.GetTypeInfo(type), "");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? Find(JsonElement json, JsonTypeInfo type, string place)
    {
        // Which members a value of a derived type has depends on the value.
        if (json.ValueKind == JsonValueKind.Null || type.PolymorphismOptions is not null)
            return null;
        return (type.Kind, json.ValueKind) switch
        {
            (JsonTypeInfoKind.Object, JsonValueKind.Object) => FindInObject(json, type),
            (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) => FindInElements(json.EnumerateArray(), type, place),
            (JsonTypeInfoKind.Dictionary, JsonValueKind.Object) => FindInElements(json.EnumerateObject().Select(static member => member.Value), type, place),
            (JsonTypeInfoKind.None, _) when Fits(json, type) => null,
            _ => $"{Quote(json)} is no {ContractName.Of(type.Type)}{place}",
        };
    }

    private static string? FindInElements(IEnumerable<JsonElement> elements, JsonTypeInfo type, string place)
    {
        if (type.ElementType is not { } elementType)
            return null;
        var element = type.Options.GetTypeInfo(elementType);
        return elements.Select(item => Find(item, element, place)).FirstOrDefault(static problem => problem is not null);
    }

    private static string? FindInObject(JsonElement json, JsonTypeInfo type)
    {
        var name = ContractName.Of(type.Type);
        var given = new HashSet<JsonPropertyInfo>();
        foreach (var member in json.EnumerateObject())
        {
            var property = type.Properties.FirstOrDefault(property => string.Equals(property.Name, member.Name, Comparison(type.Options)));
            if (property is null)
            {
                if (type.Properties.Any(static property => property.IsExtensionData))
                    continue;
                var known = type.Properties.Select(static property => property.Name).ToArray();
                var hint = NearestName.Hint(member.Name, known);
                return $"{name} has no member '{member.Name}'{(hint.Length > 0 ? hint : known.Length > 0 ? $"; it has {List(known)}" : "")}";
            }
            given.Add(property);
            if (member.Value.ValueKind == JsonValueKind.Null && !property.IsSetNullable && type.Options.RespectNullableAnnotations)
                return $"'{property.Name}' of {name} can't be null";
            if (Find(member.Value, type.Options.GetTypeInfo(property.PropertyType), $", as '{property.Name}' of {name} must be") is { } problem)
                return problem;
        }
        var missing = type.Properties.Where(property => property.IsRequired && !given.Contains(property)).Select(static property => property.Name).ToArray();
        return missing.Length == 0 ? null : $"{List(missing)} of {name} {(missing.Length == 1 ? "is" : "are")} missing";
    }

    private static bool Fits(JsonElement json, JsonTypeInfo type)
    {
        try
        {
            JsonSerializer.Deserialize(json, type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static StringComparison Comparison(JsonSerializerOptions options) => options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static string List(string[] names) => names.Length == 1
        ? $"'{names[0]}'"
        : $"{string.Join(", ", names.SkipLast(1).Select(static name => $"'{name}'"))} and '{names[^1]}'";

    private static string Quote(JsonElement json)
    {
        var text = json.GetRawText();
        return text.Length > LongestQuote ? $"{text.AsSpan(0, LongestQuote - 3)}..." : text;
    }
}
