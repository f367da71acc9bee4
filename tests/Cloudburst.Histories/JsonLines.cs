using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloudburst.Histories;

/// <summary>A history in a file: one session on a line, what remained on the last. Written by whoever runs a system, read back to judge or replay it.</summary>
public static class JsonLines
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static void Write(History history, TextWriter writer)
    {
        foreach (var session in history.Sessions)
            writer.WriteLine(JsonSerializer.Serialize(session, Options));
        writer.WriteLine(JsonSerializer.Serialize(new Remains(history.Final, history.Installed, history.Counters), Options));
    }

    /// <exception cref="FormatException">A line is no session, or the last one is missing: the file was cut off.</exception>
    public static History Read(TextReader reader)
    {
        var sessions = new List<Session>();
        Remains? remains = null;
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (remains is not null)
                throw new FormatException($"Line {number} comes after what remained, which is the last line of a history.");
            try
            {
                if (line.StartsWith("""{"final":""", StringComparison.Ordinal))
                    remains = JsonSerializer.Deserialize<Remains>(line, Options);
                else
                    sessions.Add(JsonSerializer.Deserialize<Session>(line, Options)!);
            }
            catch (JsonException e)
            {
                throw new FormatException($"Line {number} is no session of a history: {e.Message}", e);
            }
        }

        return remains is null
            ? throw new FormatException("The history has no last line that tells what remained. Was the file cut off?")
            : new(sessions, remains.Final, remains.Installed, remains.Counters);
    }

    private sealed record Remains(
        ImmutableDictionary<string, ImmutableArray<string>> Final,
        ImmutableDictionary<string, ImmutableArray<string>> Installed,
        ImmutableDictionary<string, long> Counters);
}
