using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Tests.Consistency.HistoryTests;
using Cloudburst.Tests.Consistency.Models;
using CsCheck;

namespace Cloudburst.Tests.Consistency.CheckerTests;

/// <summary>No false alarm: the histories of systems that are right by construction.</summary>
public class SoundnessTests
{
    public static TheoryData<Checker> OfSequential =>
    [
        new ProvenanceChecker(), new AcknowledgedWritesChecker(), new RepeatableReadChecker(), new ReadYourWritesChecker(), new ReadYourWritesChecker { KeepsSiblings = true },
        new MonotonicReadsChecker(), new SingleKeyCausalChecker(), new CausalCutChecker(), new CausalSessionChecker(), new AtomicVisibilityChecker(), new SnapshotReadsChecker(),
        new SnapshotOrderChecker(), new LostUpdateChecker(), new ExactlyOnceChecker(),
    ];

    public static TheoryData<Checker> OfReplicated =>
    [
        new ProvenanceChecker(), new AcknowledgedWritesChecker(), new ReadYourWritesChecker(), new ReadYourWritesChecker { KeepsSiblings = true }, new MonotonicReadsChecker(),
        new SingleKeyCausalChecker(), new CausalCutChecker(), new CausalSessionChecker(),
    ];

    [Theory]
    [MemberData(nameof(OfSequential), DisableDiscoveryEnumeration = true)]
    public void One_transaction_after_another_breaks_no_promise(Checker checker) => RandomHistories.Sequential.Sample(history => AssertSound(checker, history), iter: 300);

    [Theory]
    [MemberData(nameof(OfReplicated), DisableDiscoveryEnumeration = true)]
    public void Replicas_that_exchange_all_they_have_break_no_causal_promise(Checker checker) =>
        RandomHistories.Replicated.Sample(history => AssertSound(checker, history), iter: 300);

    [Fact]
    public void Operations_that_take_effect_at_one_point_are_linearizable() =>
        RandomHistories.Linearizable.Sample(history => AssertSound(new LinearizabilityChecker(), history), iter: 2000);

    [Fact]
    public void Every_level_is_judged_by_its_own_promises()
    {
        RandomHistories.Sequential.Sample(history => Promises.Check(history).Count == 0, iter: 100);
        RandomHistories.Replicated.Sample(history => Promises.Check(history).Count == 0, iter: 100);
        RandomHistories.Linearizable.Sample(history => Promises.Check(history).Count == 0, iter: 100);
    }

    [Fact]
    public void Models_have_what_the_checkers_look_for()
    {
        // A control: without siblings, stale reads, joins and failed attempts the tests above would prove little.
        var replicated = Enumerable.Range(0, 50).Select(seed => new ReplicatedSystem(seed).Run(100)).ToList();
        var sequential = Enumerable.Range(0, 50).Select(seed => new SequentialSystem(seed).Run(10)).ToList();
        Assert.Contains(replicated, history => Reads(history).Any(read => read.Versions.Length > 1));
        Assert.Contains(replicated, history => Reads(history).Any(read => history.Versions.ReplacementsOf(read.Key, read.Versions).Any()));
        Assert.Contains(sequential, history => history.Sessions.Any(session => session.Outcome == Outcome.Failed));
        Assert.Contains(sequential, history => history.Sessions.Any(session => session.Invocations.Any(invocation => invocation.After.Length > 1)));
    }

    private static IEnumerable<(string Key, System.Collections.Immutable.ImmutableArray<string> Versions)> Reads(History history) =>
        history.Sessions.SelectMany(session => session.Places).SelectMany(place => place.Operation.Reads());

    private static void AssertSound(Checker checker, History history)
    {
        var found = checker.Check(history);
        Assert.True(found.Count == 0, $"{string.Join('\n', found)}\n{history}");
    }
}
