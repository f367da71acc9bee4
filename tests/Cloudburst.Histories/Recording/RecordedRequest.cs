using Cloudburst.Histories;

namespace Cloudburst.Histories.Recording;

/// <summary>A request that runs its script and writes down what it sees, attempt by attempt. Thread-safe: parallel branches write at once.</summary>
internal sealed class RecordedRequest(RecordedSystem system, string name, Script script, Level level)
{
    private readonly Dictionary<int, SessionRecorder> _attempts = [];

    public string Name => name;

    public Script Script => script;

    public string KeyOf(string key) => system.KeyOf(key);

    public string NewVersion(string key) => system.NewVersion(key);

    /// <summary>A function of the request begins.</summary>
    public InvocationRecorder Begin(int place, int attempt, string cache)
    {
        lock (_attempts)
        {
            if (!_attempts.TryGetValue(attempt, out var session))
                _attempts[attempt] = session = system.Begin(name, level, attempt);
            return session.Invocation($"f{place}", cache, [.. script.Functions[place].After.Select(static before => $"f{before}")]);
        }
    }

    /// <summary>The caller has been answered: the last attempt is the one that counts.</summary>
    public void End(Outcome outcome)
    {
        lock (_attempts)
        {
            if (_attempts.Count == 0)
                return;
            // While nothing dies, an attempt at a transaction that is not the last has met a conflict, and must have no effect.
            if (level == Level.Transactional)
            {
                foreach (var session in _attempts.Values)
                    session.Outcome = Outcome.Failed;
            }
            _attempts[_attempts.Keys.Max()].Outcome = outcome;
        }
    }
}
