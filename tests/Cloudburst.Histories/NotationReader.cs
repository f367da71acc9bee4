using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloudburst.Histories;

/// <summary>Reads the <see cref="Notation"/>.</summary>
internal sealed partial class NotationReader
{
    private readonly List<Session> _sessions = [];
    private readonly Dictionary<string, ImmutableArray<string>> _final = [];
    private readonly Dictionary<string, ImmutableArray<string>> _installed = [];
    private readonly Dictionary<string, long> _counters = [];
    private long _time;

    public History Read(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (InstalledLine().Match(line) is { Success: true } installed)
                _installed.Add(installed.Groups["key"].Value, [.. installed.Groups["versions"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            else if (line.StartsWith("final ", StringComparison.Ordinal))
                ReadPairs(line["final ".Length..], line, (key, versions) => _final.Add(key, Versions(versions)));
            else if (line.StartsWith("count ", StringComparison.Ordinal))
                ReadPairs(line["count ".Length..], line, (key, value) => _counters.Add(key, Number(value)));
            else
                _sessions.Add(ReadSession(line));
        }

        return new(_sessions, _final.ToImmutableDictionary(), _installed.ToImmutableDictionary(), _counters.ToImmutableDictionary());
    }

    private Session ReadSession(string line)
    {
        var match = Matched(SessionLine(), line, "a session");
        return new(
            match.Groups["request"].Value,
            match.Groups["attempt"] is { Success: true } attempt ? (int)Number(attempt.Value) : 1,
            match.Groups["level"] is { Success: true } level ? Enum.Parse<Level>(level.Value) : Level.LastWriterWins,
            match.Groups["outcome"] is { Success: true } outcome ? Enum.Parse<Outcome>(outcome.Value) : Outcome.Committed,
            [.. match.Groups["body"].Value.Split('|', StringSplitOptions.TrimEntries).Select(ReadInvocation)]);
    }

    private Invocation ReadInvocation(string text)
    {
        var match = Matched(InvocationText(), text, "an invocation");
        var body = match.Groups["body"].Value;
        var operations = OperationText().Matches(body);
        if (OperationText().Replace(body, "").Trim().Length > 0)
            throw new FormatException($"'{body}' holds something that is no operation. Say r(..), w(..), cas(..) or add(..).");
        return new(match.Groups["name"].Value, [.. match.Groups["after"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries)], null, [.. operations.Select(ReadOperation)]);
    }

    private Operation ReadOperation(Match match)
    {
        var body = match.Groups["body"].Value;
        var mark = match.Groups["mark"].Value;
        Operation operation = match.Groups["kind"].Value switch
        {
            "r" => ReadRead(body, match.Value),
            "w" => ReadWrite(Parts(KeyEqualsVersion(), body, match.Value)),
            "cas" => ReadCompareAndSet(Parts(KeyFromTo(), body, match.Value), mark),
            _ => ReadAdd(Parts(KeyPlusAmount(), body, match.Value)),
        };
        if (match.Groups["start"].Success)
            return operation with { Start = Number(match.Groups["start"].Value), End = match.Groups["end"].Value is "" ? null : Number(match.Groups["end"].Value) };
        var start = _time++;
        return operation with { Start = start, End = mark == "?" ? null : _time++ };
    }

    private static Read ReadRead(string body, string line)
    {
        var got = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        ReadPairs(body, line, (key, versions) => got.Add(key, Versions(versions)));
        return new(got.ToImmutable());
    }

    private static Write ReadWrite(List<string> parts) => new(parts[0], parts[1]);

    private static CompareAndSet ReadCompareAndSet(List<string> parts, string mark) =>
        new(parts[0], parts[1] == "-" ? null : parts[1], parts[2], mark switch { "!" => false, "?" => null, _ => true });

    private static Add ReadAdd(List<string> parts) => new(parts[0], Number(parts[1]));

    private static void ReadPairs(string text, string line, Action<string, string> take)
    {
        foreach (var pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = Parts(KeyEqualsVersion(), pair, line);
            take(parts[0], parts[1]);
        }
    }

    private static ImmutableArray<string> Versions(string text) => text == "-" ? [] : [.. text.Split(',')];

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static List<string> Parts(Regex form, string text, string line) => [.. Matched(form, text, $"part of '{line}'").Groups.Values.Skip(1).Select(group => group.Value)];

    private static Match Matched(Regex form, string text, string what) =>
        form.Match(text) is { Success: true } match ? match : throw new FormatException($"'{text}' does not read as {what}. The notation is described at Notation.");

    [GeneratedRegex(@"^installed (?<key>\S+): (?<versions>.+)$")]
    private static partial Regex InstalledLine();

    [GeneratedRegex(@"^(?<request>[\w-]+)(#(?<attempt>\d+))?(\s+@(?<level>\w+))?(\s+!(?<outcome>\w+))?\s+(?<body>\S.*)$")]
    private static partial Regex SessionLine();

    [GeneratedRegex(@"^(?<name>[\w-]+)(<(?<after>[\w,-]+))?:(?<body>.*)$")]
    private static partial Regex InvocationText();

    [GeneratedRegex(@"(?<kind>r|w|cas|add)(?<mark>[?!]?)\((?<body>[^)]*)\)(\[(?<start>\d+),(?<end>\d*)\])?")]
    private static partial Regex OperationText();

    [GeneratedRegex(@"^([^=]+)=(\S+)$")]
    private static partial Regex KeyEqualsVersion();

    [GeneratedRegex(@"^([^:]+):([^>]+)>(\S+)$")]
    private static partial Regex KeyFromTo();

    [GeneratedRegex(@"^([^+-]+)([+-]\d+)$")]
    private static partial Regex KeyPlusAmount();
}
