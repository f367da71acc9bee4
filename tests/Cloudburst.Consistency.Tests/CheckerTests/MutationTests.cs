using System.Collections.Immutable;
using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Tests.Consistency.HistoryTests;
using Cloudburst.Tests.Consistency.Models;
using CsCheck;

namespace Cloudburst.Tests.Consistency.CheckerTests;

/// <summary>Good histories with one thing changed so that a promise is broken, wherever in the history that can be done: it is always found.</summary>
public class MutationTests
{
    [Fact]
    public void Read_again_with_another_version_is_found() => AssertFound(new RepeatableReadChecker(), RandomHistories.Sequential, history =>
        from place in Reads(history)
        let got = ((Read)place.Operation).Got
        from key in got.Keys
        where place.Before().Any(before => before.Operation.Reads().Any(read => read.Key == key))
        from other in Versions(history, key)
        where !got[key].Contains(other) && !place.Before().Any(before => Touches(before, key, other)) && history.WriterOf(other)!.Value.Session != place.Session
        select history.WithRead(place, key, [other]));

    [Fact]
    public void Own_write_swapped_for_what_it_replaced_is_found() => AssertFound(new ReadYourWritesChecker(), RandomHistories.Sequential, history =>
        from place in Reads(history)
        let got = ((Read)place.Operation).Got
        from key in got.Keys
        where got[key] is [var version] && history.WriterOf(version)!.Value.Session == place.Session
        from stale in Replaced(history, got[key][0])
        select history.WithRead(place, key, stale));

    [Fact]
    public void Session_that_goes_back_behind_what_it_knows_is_found() => AssertFound(new CausalSessionChecker(), RandomHistories.Replicated, history =>
        from place in Reads(history)
        from key in ((Read)place.Operation).Got.Keys
        from known in place.Before().SelectMany(before => before.Operation.Reads()).SelectMany(read => read.Versions)
        from required in history.PlainPast(known).Append(known)
        where KeyOf(history, required) == key
        from stale in Replaced(history, required)
        select history.WithRead(place, key, stale));

    [Fact]
    public void Torn_request_is_found() => AssertFound(new CausalCutChecker(), RandomHistories.Replicated, history =>
        from place in Reads(history)
        let got = ((Read)place.Operation).Got
        from one in got
        from known in one.Value
        from required in history.PlainPast(known)
        let key = KeyOf(history, required)
        where key != one.Key && got.ContainsKey(key)
        from stale in Replaced(history, required)
        select history.WithRead(place, key, stale));

    [Fact]
    public void Lost_sibling_is_found() => AssertFound(new SingleKeyCausalChecker(), RandomHistories.Replicated, history =>
        from final in history.Final
        from lost in final.Value
        select history.With(final: history.Final.SetItem(final.Key, final.Value.Remove(lost))));

    [Fact]
    public void Lost_last_version_is_found() => AssertFound(new AcknowledgedWritesChecker(), RandomHistories.Sequential, history =>
        from final in history.Final
        where !final.Value.IsEmpty
        from stale in Replaced(history, final.Value[0])
        select history.With(final: history.Final.SetItem(final.Key, stale)));

    [Fact]
    public void Half_of_a_session_is_found() => AssertFound(new AtomicVisibilityChecker(), RandomHistories.Sequential, history =>
        from place in Reads(history)
        where place.Session.Outcome == Outcome.Committed
        let got = ((Read)place.Operation).Got
        from one in got
        where one.Value is [var seen] && history.WriterOf(seen)!.Value.Session != place.Session
        from other in got
        where other.Key != one.Key && other.Value is [var version] && history.WriterOf(version)!.Value.Session == history.WriterOf(one.Value[0])!.Value.Session
        from stale in Replaced(history, other.Value[0])
        where stale.All(before => history.WriterOf(before)!.Value.Session != history.WriterOf(other.Value[0])!.Value.Session)
        select history.WithRead(place, other.Key, stale));

    [Fact]
    public void Reads_from_two_moments_are_found_where_only_one_order_of_commits_is_possible()
    {
        // Every session reads and writes the spine, so a read of any other moment than that of its spine is torn. (What a session replaced itself was there at no moment.)
        var generated = Gen.Select(Gen.Int[1, 10], Gen.Int).Select((sessions, seed) => new SequentialSystem(seed) { Spine = "u" }.Run(sessions));
        AssertFound(new SnapshotReadsChecker(), generated, history =>
            from place in Reads(history)
            where place.Session.Outcome == Outcome.Committed
            from got in ((Read)place.Operation).Got
            where got.Key != "u" && got.Value is [var version] && history.WriterOf(version)!.Value.Session != place.Session
            from stale in Replaced(history, got.Value[0])
            where history.Installed[got.Key].Contains(got.Value[0]) && (stale.IsEmpty || history.Installed[got.Key].Contains(stale[0]))
            select history.WithRead(place, got.Key, stale));
    }

    [Fact]
    public void Update_based_on_a_version_that_another_had_replaced_is_found() => AssertFound(new LostUpdateChecker(), RandomHistories.Sequential, history =>
        from write in history.Writes()
        where write.Place.Session.Outcome == Outcome.Committed
        let read = write.Place.Before().LastOrDefault(before => before.Operation is Read own && own.Got.ContainsKey(write.Key))
        where read.Operation is not null && IsOnlyTouch(write.Place.Session, write.Key, read, write.Place)
        let seen = ((Read)read.Operation).Got[write.Key]
        where !seen.IsEmpty
        from stale in Replaced(history, seen[0])
        where stale.IsEmpty || history.Installed[write.Key].Contains(stale[0])
        select history.WithRead(read, write.Key, stale));

    [Fact]
    public void Session_that_took_effect_again_is_found() => AssertFound(new ExactlyOnceChecker(), RandomHistories.Sequential, history =>
        from session in history.Sessions
        where session.Outcome == Outcome.Committed && session.Places.Any(place => place.Operation is Write)
        select history.With(sessions: history.Sessions.Add(Again(session))));

    [Fact]
    public void Counter_that_is_off_by_one_is_found() => AssertFound(new ExactlyOnceChecker(), RandomHistories.Sequential, history =>
        from off in (long[])[-1, 1]
        select new History(history.Sessions, history.Final, history.Installed, history.Counters.SetItem("n", history.Counters["n"] + off)));

    [Fact]
    public void Stale_answer_of_a_variable_is_found()
    {
        var generated = Gen.Select(Gen.Int[1, 30], Gen.Int).Select((operations, seed) => new AtomicRegister(seed) { LosesAnswers = false }.Run(operations, overlap: 6));
        AssertFound(new LinearizabilityChecker(), generated, history =>
            from place in Reads(history)
            from write in history.Writes()
            where write.Place.Operation.IsBefore(place.Operation)
            from stale in history.Writes()
            where stale.Place.Operation.IsBefore(write.Place.Operation)
            select history.WithRead(place, "x", [stale.Version]));
    }

    /// <summary>Every history that a mutation makes is refused; and mutations are possible, in one history of ten at least.</summary>
    private static void AssertFound(Checker checker, Gen<History> good, Func<History, IEnumerable<History>> mutations)
    {
        var (tried, mutated) = (0, 0);
        good.Sample(history =>
        {
            tried++;
            var bad = mutations(history).Take(20).ToList();
            mutated += bad.Count > 0 ? 1 : 0;
            foreach (var mutation in bad)
                Assert.True(checker.Check(mutation).Count > 0, $"Overlooked by '{checker.Guarantee}':\n{mutation}\nmade of\n{history}");
        }, iter: 300, threads: 1);
        Assert.True(mutated * 10 > tried, $"Only {mutated} of {tried} histories could be changed.");
    }

    private static IEnumerable<Place> Reads(History history) => history.Sessions.SelectMany(session => session.Places).Where(place => place.Operation is Read);

    private static IEnumerable<string> Versions(History history, string key) => history.Writes().Where(write => write.Key == key).Select(write => write.Version);

    /// <summary>What a read that comes too early could return instead of a version: any one that it replaced, or nothing.</summary>
    private static IEnumerable<ImmutableArray<string>> Replaced(History history, string version) =>
        history.PlainReplaced(version).Select(before => ImmutableArray.Create(before)).Append([]);

    private static string KeyOf(History history, string version) => history.WriterOf(version)!.Value.Operation.Writes()!.Value.Key;

    private static bool Touches(Place place, string key, string version) =>
        place.Operation.Writes() == (key, version) || place.Operation.Reads().Any(read => read.Key == key && read.Versions.Contains(version));

    private static bool IsOnlyTouch(Session session, string key, Place read, Place write) =>
        session.Places.All(place => place == read || place == write || (place.Operation.Writes()?.Key != key && place.Operation.Reads().All(other => other.Key != key)));

    private static Session Again(Session session) => session with
    {
        Attempt = session.Attempt + 1,
        Invocations =
        [
            .. session.Invocations.Select(invocation => invocation with
            {
                Operations = [.. invocation.Operations.Select(operation => operation is Write write ? write with { Version = write.Version + "again" } : operation)],
            }),
        ],
    };
}
