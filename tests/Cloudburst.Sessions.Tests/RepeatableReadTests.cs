using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests;

public class RepeatableReadTests
{
    private static readonly byte[] Old = Capsule.Encode(new LastWriterWins(new Stamp(1, 1), "old"u8.ToArray()));
    private static readonly byte[] New = Capsule.Encode(new LastWriterWins(new Stamp(2, 1), "new"u8.ToArray()));
    private static readonly byte[] Three = Capsule.Encode(PnCounter.Delta(1, 3, 0));
    private static readonly byte[] Four = Capsule.Encode(PnCounter.Delta(2, 4, 0));

    [Fact]
    public void First_version_read_is_what_later_functions_must_get_and_where_from()
    {
        var session = Start();
        session.Observe("a", VersionToken.Of(Old), "first");
        var constraint = Start(session.ToRecord()).ConstraintsFor(["a", "b"]).Reads.Single();
        Assert.Equal(("a", "first"), (constraint.Key, constraint.Cache));
        Assert.Equal(VersionToken.Of(Old), VersionToken.Read(constraint.Version));
        Assert.Equal(["first"], session.Caches);
    }

    [Fact]
    public void Own_write_replaces_it()
    {
        var session = Start();
        session.Observe("a", VersionToken.Of(Old), "first");
        session.Observe("a", VersionToken.Of(New), "second");
        Assert.Equal("second", Start(session.ToRecord()).ConstraintsFor(["a"]).Reads.Single().Cache);
    }

    [Fact]
    public void Of_a_register_that_branches_read_differently_the_newer_version_stays()
    {
        var joined = Start(Branch("a", New, "left"), Branch("a", Old, "right")).ConstraintsFor(["a"]).Reads;
        Assert.Equal("left", Assert.Single(joined).Cache);
        Assert.Equal("left", Assert.Single(Start(Branch("a", Old, "right"), Branch("a", New, "left")).ConstraintsFor(["a"]).Reads).Cache);
    }

    [Fact]
    public void Of_a_counter_that_branches_read_differently_both_versions_are_carried_and_to_be_joined()
    {
        var record = Start(Branch("a", Three, "left"), Branch("a", Four, "right")).ToRecord();
        Assert.Equal(["left", "right"], Start(record).ConstraintsFor(["a"]).Reads.Select(static read => read.Cache).Order());
        Assert.Single(Start(Branch("a", Three, "left"), Branch("a", Three, "right")).ConstraintsFor(["a"]).Reads);
    }

    [Fact]
    public void Absence_repeats_until_another_branch_knows_better()
    {
        var absent = Branch("a", [], "left");
        Assert.True(VersionToken.Read(Start(absent).ConstraintsFor(["a"]).Reads.Single().Version).IsAbsent);
        Assert.Equal("right", Assert.Single(Start(absent, Branch("a", Old, "right")).ConstraintsFor(["a"]).Reads).Cache);
    }

    [Fact]
    public void Own_deletion_stays_where_its_branch_meets_one_that_has_read_or_counted_before()
    {
        var deletion = Capsule.Tombstone(new Stamp(3, 1));
        var deleted = Branch("a", deletion, "left");
        Assert.Equal("left", Assert.Single(Start(deleted, Branch("a", New, "right")).ConstraintsFor(["a"]).Reads).Cache);
        Assert.Equal("left", Assert.Single(Start(Branch("a", [], "right"), deleted).ConstraintsFor(["a"]).Reads).Cache);
        // Whether a counter was begun anew only its value tells: both travel, and the cache joins them.
        Assert.Equal(2, Start(Branch("a", Three, "right"), deleted).ConstraintsFor(["a"]).Reads.Count);
        // What was written after the deletion is newer.
        var rewritten = Capsule.Encode(new LastWriterWins(new Stamp(4, 1), "again"u8.ToArray()));
        Assert.Equal("right", Assert.Single(Start(deleted, Branch("a", rewritten, "right")).ConstraintsFor(["a"]).Reads).Cache);

        var store = new SnapshotStore();
        Assert.Equal(VersionToken.OfSnapshot(deletion), store.Pin("one", "a", deletion, TimeSpan.Zero));
        Assert.True(store.TryFind("one", "a", VersionToken.Read(VersionToken.OfSnapshot(deletion).Bytes), out var found));
        Assert.Equal(deletion, found.ToArray());
    }

    [Fact]
    public void Tokens_are_equal_exactly_for_equal_values()
    {
        Assert.Equal(VersionToken.Of(Old), VersionToken.Of([.. Old]));
        Assert.NotEqual(VersionToken.Of(Old), VersionToken.Of(New));
        Assert.NotEqual(VersionToken.Of(Three), VersionToken.Of(Four));
        Assert.Equal(VersionToken.Absent, VersionToken.Of(Capsule.Tombstone(new Stamp(5, 5))));
        Assert.Equal(VersionToken.Of(Three), VersionToken.Read(VersionToken.Of(Three).Bytes));
        Assert.Throws<ArgumentException>(() => VersionToken.Read(new byte[] { 1, 2, 3 }));
        Assert.Throws<ArgumentException>(() => VersionToken.Read(new byte[] { 9, 2, 3 }));
    }

    [Fact]
    public void Snapshots_of_one_session_are_not_anothers_and_go_with_it()
    {
        var store = new SnapshotStore();
        var version = store.Pin("one", "a", Old, TimeSpan.Zero);
        store.Pin("one", "a", New, TimeSpan.Zero);
        store.Pin("one", "a", Old, TimeSpan.Zero);
        store.Pin("two", "a", New, TimeSpan.Zero);
        Assert.True(store.TryFind("one", "a", version, out var found));
        Assert.Equal(Old, found.ToArray());
        Assert.True(store.TryFindFirst("one", "a", out var first));
        Assert.Equal(Old, first.ToArray());
        Assert.False(store.TryFind("two", "a", version, out _));
        Assert.Equal(Old.Length + (2 * New.Length), store.Bytes);

        store.Release("one");
        Assert.False(store.TryFind("one", "a", version, out _));
        Assert.Equal((1, New.Length), (store.Sessions, store.Bytes));
        store.Release("one");
        Assert.Equal(1, store.Sessions);
    }

    [Fact]
    public void Sessions_that_nobody_ends_are_forgotten_by_age()
    {
        var store = new SnapshotStore();
        store.Pin("old", "a", Old, TimeSpan.FromMinutes(1));
        store.Pin("used", "a", Old, TimeSpan.FromMinutes(1));
        store.Pin("used", "b", Old, TimeSpan.FromMinutes(3));
        Assert.Equal(1, store.ReleaseAbandoned(olderThan: TimeSpan.FromMinutes(2)));
        Assert.Equal(1, store.Sessions);
    }

    private static SessionRecord Branch(string key, byte[] capsule, string cache)
    {
        var session = Start();
        session.Observe(key, VersionToken.OfSnapshot(capsule), cache);
        return session.ToRecord();
    }

    private static RepeatableReadSession Start(params SessionRecord[] upstream) => (RepeatableReadSession)Session.Start(SessionLevel.RepeatableRead, upstream);
}
