using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Tests.Consistency.HistoryTests;
using CsCheck;

namespace Cloudburst.Tests.Consistency.CheckerTests;

/// <summary>
/// No violation overlooked: on histories that are full of them, each checker of reads finds exactly the places that the bare definition names, worked out here by plain
/// search and with none of the code under test.
/// </summary>
public class DefinitionTests
{
    [Fact]
    public void Monotonic_reads() => AssertSamePlaces(new MonotonicReadsChecker(), (history, place) =>
        place.Operation.Reads().Any(read => place.Before()
            .SelectMany(before => before.Operation.Reads())
            .Where(before => before.Key == read.Key)
            .SelectMany(before => before.Versions)
            .Any(version => IsOlder(history, read.Versions, version))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_your_writes(bool keepsSiblings) => AssertSamePlaces(new ReadYourWritesChecker { KeepsSiblings = keepsSiblings }, (history, place) =>
        place.Operation.Reads().Any(read => place.Before()
            .Select(before => before.Operation.Writes())
            .Where(write => write?.Key == read.Key)
            .Any(write => keepsSiblings
                ? !read.Versions.Any(version => version == write!.Value.Version || history.PlainReplaced(version).Contains(write.Value.Version))
                : IsOlder(history, read.Versions, write!.Value.Version))));

    [Fact]
    public void Causal_session() => AssertSamePlaces(new CausalSessionChecker(), (history, place) =>
    {
        var observed = place.Before().SelectMany(before => before.Operation.Reads().SelectMany(read => read.Versions)
                .Concat(before.Operation.Writes() is var (_, version) ? [version] : []))
            .Concat(place.Operation.Reads().SelectMany(read => read.Versions));
        var past = observed.SelectMany(version => history.PlainPast(version).Append(version)).ToHashSet();
        return place.Operation.Reads().Any(read => past.Where(version => KeyOf(history, version) == read.Key).Any(version => IsOlder(history, read.Versions, version)));
    });

    [Fact]
    public void Causal_cut() => AssertSamePlaces(new CausalCutChecker(), (history, place) =>
    {
        var reads = place.Operation is Read ? place.Operation.Reads().ToList() : [];
        return reads.Exists(one => reads.Exists(other => one.Key != other.Key && one.Versions
            .SelectMany(history.PlainPast)
            .Where(version => KeyOf(history, version) == other.Key)
            .Any(version => IsOlder(history, other.Versions, version))));
    });

    [Fact]
    public void Single_key_causal() => RandomHistories.Anything.Sample(history =>
    {
        var expected = history.Writes().Where(write => write.Place.Operation is Write or CompareAndSet { Succeeded: true })
            .Where(write => !history.Final[write.Key].Any(version => version == write.Version || history.PlainReplaced(version).Contains(write.Version)))
            .Select(write => write.Version);
        var found = new SingleKeyCausalChecker().Check(history).Where(violation => violation.Explanation.Contains("is lost", StringComparison.Ordinal))
            .Select(violation => violation.Culprits[0].Operation.Writes()!.Value.Version);
        Assert.Equal(expected.Order(), found.Order());
    }, iter: 300);

    private static void AssertSamePlaces(Checker checker, Func<History, Place, bool> isViolation)
    {
        var most = 0;
        RandomHistories.Anything.Sample(history =>
        {
            var expected = history.Sessions.SelectMany(session => session.Places).Where(place => isViolation(history, place)).Select(place => place.ToString()).ToList();
            // The last culprit is the read that should have returned something else.
            var found = checker.Check(history).Select(violation => violation.Culprits[^1].ToString()).ToList();
            Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), found.Distinct().Order(StringComparer.Ordinal));
            most = Math.Max(most, expected.Count);
        }, iter: 500, threads: 1);
        // A control: had the histories no violations, agreement would mean nothing.
        Assert.True(most > 0);
    }

    private static bool IsOlder(History history, IEnumerable<string> returned, string required)
    {
        var past = history.PlainReplaced(required);
        return !returned.Contains(required) && returned.All(past.Contains);
    }

    private static string KeyOf(History history, string version) => history.WriterOf(version)!.Value.Operation.Writes()!.Value.Key;
}
