using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cloudburst;

/// <summary>
/// JSON that was written by somebody who does not know the type: a person at the command line, or a client without the program's types. Its names may be written in any case, and a member
/// that the type does not have is an error and not skipped. As an argument it is complete, too: what a constructor asks for is there, and what may not be null is not.
/// </summary>
/// <remarks>
/// Values that a program has written by their type are read as they are, since they may come from another version of it. So are null and what is missing in a value that a person has put into
/// the store: the type may have grown since.
/// </remarks>
internal static class HandJson
{
    /// <summary>Byte 1 of such a payload; that of JSON which was written by its type is zero.</summary>
    private const byte Mark = 1;

    private static readonly Rules Argument = new(isComplete: true);
    private static readonly Rules Stored = new(isComplete: false);

    /// <summary>Whether a payload is JSON that was written by hand.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> payload) => payload[0] == (byte)PayloadKind.Json && payload[1] == Mark;

    /// <summary>Marks a payload of JSON.</summary>
    public static byte[] Marked(byte[] payload)
    {
        payload[1] = Mark;
        return payload;
    }

    /// <summary>Makes a payload what a program would have written, for where its bytes are compared.</summary>
    public static byte[] Unmarked(byte[] payload)
    {
        if (IsMarked(payload))
            payload[1] = 0;
        return payload;
    }

    /// <summary>Reads a value.</summary>
    /// <param name="payload">A marked payload.</param>
    /// <param name="isArgument">Whether it was given to a call; otherwise it comes from the store.</param>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.PayloadUndecodable"/>: it is not one of a <typeparamref name="T"/>.</exception>
    public static T? Parse<T>(ReadOnlySpan<byte> payload, bool isArgument)
    {
        var json = payload[Payload.HeaderSize..];
        var rules = isArgument ? Argument : Stored;
        try
        {
            return Parse<T>(json, rules.AnyCase, isArgument);
        }
        catch (InvalidOperationException)
        {
            // Some type has two members whose names differ in case alone.
            return Parse<T>(json, rules.SameCase, isArgument);
        }
    }

    private static T? Parse<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options, bool isArgument)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PayloadJson.InfoOf<T>(options));
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            var problem = HandJsonProblem.Find(json, typeof(T), options) ?? PayloadFormat.Reason(error);
            throw new CloudburstException(
                CloudburstErrorCode.PayloadUndecodable,
                isArgument ? problem : $"A value that was written by hand, as JSON, can't be read as {ContractName.Of(typeof(T))}: {problem}. Write it anew",
                innerException: error);
        }
    }

    /// <summary>How it is read.</summary>
    private sealed class Rules(bool isComplete)
    {
        public JsonSerializerOptions AnyCase { get; } = Create(isComplete, anyCase: true);

        public JsonSerializerOptions SameCase { get; } = Create(isComplete, anyCase: false);

        private static JsonSerializerOptions Create(bool isComplete, bool anyCase) => new(PayloadJson.Options)
        {
            PropertyNameCaseInsensitive = anyCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = isComplete,
            TypeInfoResolver = isComplete ? CloudburstJson.Resolver.WithAddedModifier(AskForParameters) : CloudburstJson.Resolver,
        };

        // What may be null or has a default value may be left out.
        private static void AskForParameters(JsonTypeInfo type)
        {
            foreach (var property in type.Properties)
                property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };
        }
    }
}
