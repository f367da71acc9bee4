using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>What each level promises, as the checkers that judge it. The one place that says so.</summary>
public static class Promises
{
    /// <summary>The checkers of a level, judging only its sessions.</summary>
    public static IReadOnlyList<Checker> Of(Level level)
    {
        bool Judged(Session session) => session.Level == level;
        Checker[] always = [new ProvenanceChecker { Judged = Judged }, new AcknowledgedWritesChecker { Judged = Judged }];
        return level switch
        {
            Level.LastWriterWins => always,
            Level.RepeatableRead => [.. always, new RepeatableReadChecker { Judged = Judged }],
            Level.SingleKeyCausal => [.. always, new SingleKeyCausalChecker { Judged = Judged }],
            Level.MultiKeyCausal => [.. always, new SingleKeyCausalChecker { Judged = Judged }, new CausalCutChecker { Judged = Judged }],
            Level.Causal =>
            [
                .. always,
                new SingleKeyCausalChecker { Judged = Judged },
                new CausalCutChecker { Judged = Judged },
                new ReadYourWritesChecker { Judged = Judged },
                new MonotonicReadsChecker { Judged = Judged },
                new CausalSessionChecker { Judged = Judged },
            ],
            Level.Transactional =>
            [
                .. always,
                new RepeatableReadChecker { Judged = Judged },
                new AtomicVisibilityChecker { Judged = Judged },
                new SnapshotReadsChecker { Judged = Judged },
                new SnapshotOrderChecker { Judged = Judged },
                new LostUpdateChecker { Judged = Judged },
                new ExactlyOnceChecker { Judged = Judged },
            ],
            Level.Linearizable => [.. always, new LinearizabilityChecker { Judged = Judged }],
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "No such level."),
        };
    }

    /// <summary>Holds every session to what it was promised.</summary>
    public static IReadOnlyList<Violation> Check(History history) =>
        [.. history.Sessions.Select(session => session.Level).Distinct().SelectMany(Of).SelectMany(checker => checker.Check(history)).DistinctBy(violation => violation.ToString())];
}
