using System.Text;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions.Tests.Transactional;

public class BufferedWriteTests
{
    private static readonly BufferedWrite Nothing = new(Stamp.Zero, default, TimeSpan.Zero);

    [Fact]
    public void Of_two_branches_that_write_a_register_the_later_write_stays()
    {
        var (early, late) = (Text("early", 1), Text("late", 2));
        Assert.Equal("late", TextOf(early.Join(late)));
        Assert.Equal("late", TextOf(late.Join(early)));
    }

    [Fact]
    public void What_both_branches_have_inherited_counts_once()
    {
        var before = Count(Nothing, replica: 1, added: 5);
        var (left, right) = (Count(before, replica: 2, added: 1), Count(before, replica: 3, added: 1));
        Assert.Equal(7, Capsule.Decode<PnCounter>(left.Join(right).Capsule).Value);
        Assert.Equal(5, Capsule.Decode<PnCounter>(before.Join(before).Capsule).Value);
    }

    [Fact]
    public void Deletion_in_a_branch_takes_away_what_was_written_before_it_and_not_what_comes_after()
    {
        var before = Text("before", 1);
        var deleted = BufferedWrite.Deletion(new Stamp(2, 1));
        foreach (var joined in new[] { before.Join(deleted), deleted.Join(before) })
            Assert.Equal((true, new Stamp(2, 1)), (joined.Capsule.IsEmpty, joined.DeletedAt));
        var after = deleted.ThenPut(new Stamp(3, 1), Encoding.UTF8.GetBytes("after"))!;
        foreach (var joined in new[] { before.Join(after), after.Join(before), after.Join(deleted) })
            Assert.Equal("after", TextOf(joined));
        var counted = Count(deleted, replica: 1, added: 4);
        Assert.Equal(4, Capsule.Decode<PnCounter>(counted.Join(Count(Nothing, replica: 2, added: 9)).Capsule).Value);
    }

    [Fact]
    public void Another_lattice_does_not_fit_unless_the_key_was_deleted_first()
    {
        var counter = Count(Nothing, replica: 1, added: 1);
        Assert.Null(counter.ThenPut(new Stamp(1, 1), default));
        Assert.Null(Text("text", 1).ThenJoin(Capsule.Encode(PnCounter.Delta(1, 1, 0)), TimeSpan.Zero));
        Assert.False(counter.TrySee(Capsule.Encode(FlagLattice.Raised), out _));
        Assert.NotNull(BufferedWrite.Deletion(new Stamp(1, 1)).ThenPut(new Stamp(2, 1), default));
    }

    [Fact]
    public void Increment_is_seen_on_top_of_what_was_there_in_whatever_epoch()
    {
        var before = Capsule.Encode(PnCounter.Delta(9, 10, 0), new Stamp(77, 1));
        Assert.True(Count(Nothing, replica: 1, added: 1).TrySee(before, out var seen));
        Assert.Equal(11, Capsule.Decode<PnCounter>(seen).Value);
    }

    [Fact]
    public void Session_travels_with_its_reads_and_writes_and_keeps_versions_that_branches_have_read_differently()
    {
        var (left, right) = (New(), New());
        left.Observe("key", VersionToken.Of(Text("old", 1).Capsule.Span), "a");
        right.Observe("key", VersionToken.Of(Text("new", 2).Capsule.Span), "b");
        left.Write("written", _ => Text("left", 3));
        right.Write("written", _ => Text("right", 4));
        var joined = (TransactionalSession)Session.Start(SessionLevel.Transactional, left.ToRecord(), right.ToRecord());
        // Under repeatable read the newer version would do; here the transaction can't commit any more.
        Assert.Equal(2, joined.ConstraintsFor(["key"]).Reads.Count);
        Assert.Equal("right", TextOf(joined.WriteOf("written")!));
        Assert.Equal(["a", "b"], joined.Caches.Order());
        Assert.Empty(joined.ConstraintsFor(["written"]).Reads);
    }

    private static TransactionalSession New() => (TransactionalSession)Session.Start(SessionLevel.Transactional);

    private static BufferedWrite Text(string text, ulong time) => BufferedWrite.Register(new Stamp(time, 1), Encoding.UTF8.GetBytes(text));

    private static BufferedWrite Count(BufferedWrite before, ulong replica, ulong added) =>
        before.ThenJoin(Capsule.Encode(PnCounter.Delta(replica, added, 0)), TimeSpan.Zero)!;

    private static string TextOf(BufferedWrite write) => Encoding.UTF8.GetString(Capsule.LwwPayload(write.Capsule).Span);
}
