using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

/// <summary>Reads that look at dependencies: the scenarios of the original's causal cache, and what it did not have.</summary>
public class CausalReadTests
{
    private readonly FakeStore _store = new();

    [Fact]
    public void Cached_values_without_dependencies_are_answered_without_the_store()
    {
        _store.Write("a", "1");
        _store.Write("b", "2");
        _store.Push("a");
        _store.Push("b");
        Assert.Equal(["1", "2"], Values(_store.Read(SessionLevel.Causal, SessionRecord.Empty, "a", "b")));
        Assert.Empty(_store.StoreReads);
    }

    [Fact]
    public void Missing_values_are_read_once_each()
    {
        _store.Write("a", "1");
        Assert.Equal(["1", null, "1"], Values(_store.Read(SessionLevel.Causal, SessionRecord.Empty, "a", "b", "a")));
        Assert.Equal(["a", "b"], _store.StoreReads.Distinct());
    }

    [Fact]
    public void Value_older_than_what_another_one_read_with_it_depends_on_is_read_again()
    {
        _store.Write("post", "old");
        _store.Push("post");
        _store.Write("reply", "to new", ("post", _store.Write("post", "new")));
        Assert.Equal(["to new", "new"], Values(_store.Read(SessionLevel.MultiKeyCausal, SessionRecord.Empty, "reply", "post")));
    }

    [Fact]
    public void Dependency_through_a_third_value_counts()
    {
        _store.Write("post", "old");
        _store.Push("post");
        var reply = _store.Write("reply", "to new", ("post", _store.Write("post", "new")));
        _store.Push("reply");
        _store.Write("like", "of the reply", ("reply", reply));
        Assert.Equal(["of the reply", "new"], Values(_store.Read(SessionLevel.MultiKeyCausal, SessionRecord.Empty, "like", "post")));
    }

    [Fact]
    public void Where_the_dependencies_are_not_at_hand_the_session_is_open_and_cached_values_are_read_again()
    {
        _store.Write("post", "old");
        _store.Push("post");
        var reply = _store.Write("reply", "to new", ("post", _store.Write("post", "new")));
        _store.Write("like", "of the reply", ("reply", reply));

        var like = _store.Read(SessionLevel.Causal, SessionRecord.Empty, "like");
        Assert.True(like.IsOpen);
        Assert.Equal(["reply"], like.Unknown);
        var post = _store.Read(SessionLevel.Causal, new SessionRecord([], [], IsOpen: true), "post");
        Assert.Equal(["new"], Values(post));
    }

    [Fact]
    public void Open_session_may_depend_on_a_newer_version_than_the_one_that_it_knows_of()
    {
        var old = _store.Write("post", "old");
        _store.Push("post");
        _store.Write("post", "new");
        Assert.Equal(["new"], Values(_store.Read(SessionLevel.Causal, Session(("post", old)) with { IsOpen = true }, "post")));
    }

    [Fact]
    public void What_is_read_together_is_read_again_where_dependencies_are_not_at_hand_also_when_the_session_knows_an_older_version()
    {
        var old = _store.Write("post", "old");
        _store.Push("post");
        var reply = _store.Write("reply", "to new", ("post", _store.Write("post", "new")));
        _store.Write("like", "of the reply", ("reply", reply));
        Assert.Equal(["of the reply", "new"], Values(_store.Read(SessionLevel.Causal, Session(("post", old)), "like", "post")));
    }

    [Fact]
    public void Session_is_not_given_less_than_it_has_seen()
    {
        _store.Write("a", "old");
        _store.Push("a");
        var seen = _store.Write("a", "new");
        Assert.Equal(["new"], Values(_store.Read(SessionLevel.SingleKeyCausal, Session(("a", seen)), "a")));
        Assert.Equal(["a"], _store.StoreReads);
    }

    [Fact]
    public void What_the_store_has_lost_ends_the_attempt()
    {
        var seen = _store.Write("a", "lost");
        _store.Remove("a");
        var read = _store.Read(SessionLevel.Causal, Session(("a", seen)), "a");
        Assert.Equal(CausalReadProblemKind.Lost, read.Problem!.Kind);
    }

    [Fact]
    public void Key_that_was_deleted_by_other_means_is_absent_whatever_was_seen()
    {
        var seen = _store.Write("a", "value");
        _store.Put("a", Capsule.Tombstone(new Stamp(99 << 16, 2)));
        Assert.Equal([null], Values(_store.Read(SessionLevel.Causal, Session(("a", seen)), "a")));
    }

    [Fact]
    public void Value_without_causal_metadata_is_a_problem_that_names_it()
    {
        _store.Put("a", Capsule.Encode(new LastWriterWins(new Stamp(1, 1), default)));
        var read = _store.Read(SessionLevel.Causal, SessionRecord.Empty, "a");
        Assert.Equal(new CausalReadProblem(CausalReadProblemKind.NotCausal, "a", LatticeTag.LastWriterWins), read.Problem);
    }

    [Fact]
    public void Truncated_metadata_is_a_problem_and_not_a_crash()
    {
        var clock = _store.Write("a", "value", ("b", _store.Write("b", "other")));
        Assert.True(_store.TryReadBytes("a", out var capsule));
        for (var length = Capsule.StampOffset + 1; length < capsule.Length; length++)
        {
            _store.Put("a", capsule[..length]);
            Assert.NotNull(_store.Read(SessionLevel.Causal, Session(("a", clock)), "a").Problem);
        }
    }

    [Fact]
    public void Damaged_session_is_refused_with_a_reason()
    {
        var damaged = new SessionRecord([new VersionEntry("a", new byte[] { 1, 2, 3 }, "")], [], IsOpen: false);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => _store.Read(SessionLevel.Causal, damaged, "a")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Sessions.Session.Start(SessionLevel.Causal, damaged));
        Assert.Throws<ArgumentException>(() => Sessions.Session.Start(SessionLevel.RepeatableRead, damaged));
        Assert.Throws<ArgumentException>(() => Sessions.Session.Start(SessionLevel.LastWriterWins));
    }

    private static SessionRecord Session(params (string Key, VectorClock Clock)[] reads) =>
        new([.. reads.Select(static read => new VersionEntry(read.Key, CausalContext.FromVectorClock(read.Clock).Encode(), "elsewhere"))], [], IsOpen: false);

    private static IEnumerable<string?> Values(CausalRead read)
    {
        Assert.Null(read.Problem);
        return read.Results.Select(FakeStore.ValueOf);
    }
}
