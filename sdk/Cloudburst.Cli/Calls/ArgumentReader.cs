using System.Text.Json;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Calls;

/// <summary>Turns words of the command line into arguments, by the types that the function declares.</summary>
internal static class ArgumentReader
{
    private const string ReferencePrefix = "ref:";

    // Types that are text in JSON: their quotes may be left out, since a shell takes one pair away already.
    private static readonly HashSet<string> Textual = new(StringComparer.Ordinal)
    {
        "string", "char", "System.Guid", "System.DateTimeOffset", "System.DateTime", "System.TimeSpan", "System.DateOnly", "System.TimeOnly", "System.Uri", "System.Version",
    };

    /// <exception cref="CliException">There are too few or too many, or one does not fit.</exception>
    public static EncodedArgument[] Read(CallTarget target, IReadOnlyList<string> words, Terminal terminal)
    {
        if (words.Count != target.Parameters.Count)
        {
            throw new CliException(
                ExitCode.Usage,
                $"'{target.Name}' takes {Count(target.Parameters.Count)}, {Contracts.Parameters(target.Parameters)}, and was given {words.Count}; write each as one word of JSON");
        }
        return [.. words.Select((word, index) => Read(target, index, word, terminal))];
    }

    /// <summary>Reads a value as JSON; text may come without its quotes.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="CloudburstException">It is no such value.</exception>
    public static EncodedValue ReadValue(string text, string type)
    {
        var isTextual = Textual.Contains(type.TrimEnd('?'));
        if (isTextual && !text.StartsWith('"') && text != "null")
            return EncodedValue.FromJson(JsonSerializer.SerializeToElement(text), type);
        using var document = JsonDocument.Parse(text);
        return EncodedValue.FromJson(document.RootElement, type);
    }

    private static EncodedArgument Read(CallTarget target, int index, string word, Terminal terminal)
    {
        var parameter = target.Parameters[index];
        if (word.StartsWith(ReferencePrefix, StringComparison.Ordinal) && word.Length > ReferencePrefix.Length)
            return new EncodedArgument(ArgumentKind.Key, default, word[ReferencePrefix.Length..]);
        try
        {
            return new EncodedArgument(ArgumentKind.Value, ReadValue(ContentOf(word, terminal), parameter.Type).Bytes, null);
        }
        catch (JsonException error)
        {
            throw Wrong($"is not JSON: {error.Message.Split(" LineNumber:", 2)[0].TrimEnd('.')}", error);
        }
        catch (CloudburstException error)
        {
            throw Wrong($"does not fit: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"can't be read: {error.Message.TrimEnd('.')}", error);
        }

        CliException Wrong(string problem, Exception cause) => new(
            ExitCode.Usage, $"Argument {index + 1} of '{target.Name}', {Contracts.Short(parameter.Type)} {parameter.Name}, {problem}", cause);
    }

    /// <summary>An argument may lie in a file, or come in through a pipe.</summary>
    private static string ContentOf(string word, Terminal terminal)
    {
        if (word == "-")
            return terminal.In.ReadToEnd();
        return word.Length > 1 && word[0] == '@' ? File.ReadAllText(Path.Combine(terminal.Folder, word[1..])) : word;
    }

    private static string Count(int count) => count switch
    {
        0 => "no argument",
        1 => "one argument",
        _ => $"{count} arguments",
    };
}
