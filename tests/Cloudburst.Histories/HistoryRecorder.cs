using System.Collections.Immutable;

namespace Cloudburst.Histories;

/// <summary>Writes down what happens while it happens. Not thread-safe: a simulation has no threads, and processes record apart.</summary>
public sealed class HistoryRecorder
{
    private readonly List<SessionRecorder> _sessions = [];
    private readonly Dictionary<string, List<string>> _installed = [];
    private readonly Dictionary<string, ImmutableArray<string>> _final = [];
    private readonly Dictionary<string, long> _counters = [];
    private long _versions;

    /// <summary>Begins an attempt. Its outcome is unknown until it is told.</summary>
    public SessionRecorder Begin(string request, Level level, int attempt = 1)
    {
        var session = new SessionRecorder(request, level, attempt);
        _sessions.Add(session);
        return session;
    }

    /// <summary>An id that no other write of this history has; the key in it is for the reader only.</summary>
    public string NewVersion(string key) => FormattableString.Invariant($"{key}.{++_versions}");

    /// <summary>The store has taken in a version, after all it took in for that key before. Once per version.</summary>
    public void Installed(string key, string version)
    {
        if (!_installed.TryGetValue(key, out var versions))
            _installed.Add(key, versions = []);
        versions.Add(version);
    }

    public void Final(string key, params ReadOnlySpan<string> versions) => _final[key] = [.. versions];

    public void Counter(string key, long value) => _counters[key] = value;

    public History Build() => new(
        _sessions.Select(session => session.Build()),
        _final.ToImmutableDictionary(),
        _installed.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray()),
        _counters.ToImmutableDictionary());
}

/// <summary>Writes down one attempt.</summary>
public sealed class SessionRecorder(string request, Level level, int attempt)
{
    private readonly List<InvocationRecorder> _invocations = [];

    public Outcome Outcome { get; set; } = Outcome.Unknown;

    /// <summary>An invocation has begun, triggered by those <paramref name="after"/> which it comes.</summary>
    public InvocationRecorder Invocation(string name, string? cache = null, params ReadOnlySpan<string> after)
    {
        var invocation = new InvocationRecorder(name, cache, [.. after]);
        _invocations.Add(invocation);
        return invocation;
    }

    internal Session Build() => new(request, attempt, level, Outcome, [.. _invocations.Select(invocation => invocation.Build())]);
}

/// <summary>Writes down one invocation: every operation when its answer is there, or when it is known that none will come.</summary>
public sealed class InvocationRecorder(string name, string? cache, ImmutableArray<string> after)
{
    private readonly List<Operation> _operations = [];

    /// <summary>One read request that was answered.</summary>
    public void Read(long start, long end, params ReadOnlySpan<(string Key, ImmutableArray<string> Versions)> got)
    {
        var keys = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var (key, versions) in got)
            keys.Add(key, versions);
        _operations.Add(new Read(keys.ToImmutable()) { Start = start, End = end });
    }

    public void Write(long start, long? end, string key, string version) => _operations.Add(new Write(key, version) { Start = start, End = end });

    public void CompareAndSet(long start, long? end, string key, string? expected, string version, bool? succeeded) =>
        _operations.Add(new CompareAndSet(key, expected, version, succeeded) { Start = start, End = end });

    public void Add(long start, long? end, string key, long amount) => _operations.Add(new Add(key, amount) { Start = start, End = end });

    internal Invocation Build() => new(name, after, cache, [.. _operations]);
}
