using Cloudburst.Histories;

namespace Cloudburst.Tests.Consistency.Models;

/// <summary>
/// Right by construction: one variable. Each operation takes effect at one point in time, and is recorded as an interval around it, so that about <c>overlap</c> of them are
/// open at once. Some answers get lost.
/// </summary>
internal sealed class AtomicRegister(int seed)
{
    private const int Apart = 10;
    private readonly Random _random = new(seed);
    private readonly HistoryRecorder _recorder = new();
    private readonly List<string> _versions = [];
    private string? _state;

    /// <summary>Whether some answers get lost. Default: yes.</summary>
    public bool LosesAnswers { get; init; } = true;

    public History Run(int operations, int overlap)
    {
        for (var i = 0; i < operations; i++)
        {
            var session = _recorder.Begin($"s{i}", Level.Linearizable);
            session.Outcome = Outcome.Committed;
            var point = (i + overlap) * Apart;
            Operate(session.Invocation("f"), point - _random.Next(overlap * Apart / 2), point + _random.Next(overlap * Apart / 2));
        }

        return _recorder.Build();
    }

    private void Operate(InvocationRecorder invocation, long start, long end)
    {
        switch (_random.Next(5))
        {
            case 0 or 1:
                invocation.Read(start, end, ("x", _state is null ? [] : [_state]));
                break;
            case 2 or 3:
                // A write without an answer happened or did not.
                var lost = LosesAnswers && _random.Next(10) == 0;
                var written = NewVersion();
                invocation.Write(start, lost ? null : end, "x", written);
                _state = lost && _random.Next(2) == 0 ? _state : written;
                break;
            default:
                var expected = _random.Next(2) == 0 || _versions.Count == 0 ? _state : _versions[_random.Next(_versions.Count)];
                var succeeds = expected == _state;
                var version = NewVersion();
                invocation.CompareAndSet(start, end, "x", expected, version, succeeds);
                _state = succeeds ? version : _state;
                break;
        }
    }

    private string NewVersion()
    {
        var version = _recorder.NewVersion("x");
        _versions.Add(version);
        return version;
    }
}
