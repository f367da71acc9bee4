using Cloudburst.Histories;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>Writes down what the executors see, attempt by attempt. Outside the world: it does not crash with them.</summary>
internal sealed class RunLog(HistoryRecorder recorder, Level level)
{
    private readonly Dictionary<string, SessionRecorder> _attempts = [];
    private readonly Dictionary<InvocationRecorder, (long Start, string Key, string Version)> _open = [];

    public string NewVersion(string key) => recorder.NewVersion(key);

    public InvocationRecorder Begin(Plan plan, int place, string cache) =>
        SessionOf(plan).Invocation($"f{place}", cache, [.. plan.Script.Functions[place].After.Select(before => $"f{before}")]);

    public void BeginWrite(InvocationRecorder invocation, long start, string key, string version) => _open.Add(invocation, (start, key, version));

    public void EndWrite(InvocationRecorder invocation, long end)
    {
        _open.Remove(invocation, out var write);
        invocation.Write(write.Start, end, write.Key, write.Version);
    }

    public void End(Plan plan, Outcome outcome) => SessionOf(plan).Outcome = outcome;

    /// <summary>Writes that never got an answer may have happened all the same. An invocation writes one key at a time, and no more after that.</summary>
    public void Close()
    {
        foreach (var (invocation, write) in _open)
            invocation.Write(write.Start, null, write.Key, write.Version);
        _open.Clear();
    }

    private SessionRecorder SessionOf(Plan plan)
    {
        if (!_attempts.TryGetValue(plan.Session, out var session))
            _attempts.Add(plan.Session, session = recorder.Begin(FormattableString.Invariant($"r{plan.Request}"), level, plan.Attempt));
        return session;
    }
}
