namespace Cloudburst.Lattices.Tests;

public class CausalTests
{
    private static readonly VectorClock None = VectorClock.Bottom;

    [Fact]
    public void Clocks_order_by_what_they_have_seen()
    {
        var a = None.Increment(1);
        var b = a.Increment(2);
        var c = a.Increment(3);
        Assert.Equal(ClockOrder.Before, a.OrderTo(b));
        Assert.Equal(ClockOrder.After, b.OrderTo(a));
        Assert.Equal(ClockOrder.Equal, a.OrderTo(None.Increment(1)));
        Assert.True(b.IsConcurrentWith(c));
        Assert.False(b.Dominates(c));
        Assert.True(b.Join(c).Dominates(c));
        Assert.True(a.Dominates(a));
    }

    [Fact]
    public void Increment_at_the_end_is_refused() =>
        Assert.Throws<OverflowException>(() => VectorClock.Of([new Dot(1, ulong.MaxValue)]).Increment(1));

    [Fact]
    public void Newer_version_replaces_and_concurrent_ones_stay()
    {
        var first = SingleKeyCausal.Of(new Dot(1, 1), None, "first"u8.ToArray());
        var second = SingleKeyCausal.Of(new Dot(2, 1), first.Clock, "second"u8.ToArray());
        var other = SingleKeyCausal.Of(new Dot(3, 1), first.Clock, "other"u8.ToArray());
        Assert.Equal(second, first.Join(second));
        var siblings = second.Join(other);
        Assert.Equal(2, siblings.Siblings.Count);
        var settled = SingleKeyCausal.Of(new Dot(1, 2), siblings.Clock, "settled"u8.ToArray());
        Assert.Equal(settled, siblings.Join(settled));
    }

    [Fact]
    public void Two_writes_of_one_replica_after_the_same_version_are_concurrent()
    {
        // Two requests of one node that both read 'first': neither may silently replace the other.
        var first = SingleKeyCausal.Of(new Dot(1, 1), None, "first"u8.ToArray());
        var second = SingleKeyCausal.Of(new Dot(1, 2), first.Clock, "second"u8.ToArray());
        var third = SingleKeyCausal.Of(new Dot(1, 3), first.Clock, "third"u8.ToArray());
        var both = first.Join(second).Join(third);
        Assert.Equal(["second", "third"], both.Siblings.Select(sibling => System.Text.Encoding.UTF8.GetString(sibling.Payload.Span)));
        Assert.Equal("third"u8.ToArray(), both.Pick()!.Payload.ToArray());
    }

    [Fact]
    public void Version_replaces_exactly_the_events_that_its_context_names()
    {
        var unseen = SingleKeyCausal.Of(new Dot(1, 4), None.Increment(1), "unseen"u8.ToArray());
        var own = SingleKeyCausal.Of(new Dot(1, 6), None.Increment(1), "own"u8.ToArray());
        var next = SingleKeyCausal.Of(new Dot(1, 9), CausalContext.FromVectorClock(None.Increment(1)).With(new Dot(1, 6)), "next"u8.ToArray());
        var both = unseen.Join(own).Join(next);
        Assert.Equal(both, next.Join(own).Join(unseen));
        Assert.Equal(both, unseen.Join(next));
        Assert.Equal(["unseen", "next"], both.Siblings.Select(sibling => System.Text.Encoding.UTF8.GetString(sibling.Payload.Span)));
        Assert.Equal(VectorClock.Of([new Dot(1, 9)]), both.Clock);
        Assert.Equal(both, Capsule.Decode<SingleKeyCausal>(Capsule.Encode(both)));
    }

    [Fact]
    public void Context_folds_what_has_no_gap_keeps_the_newest_and_travels()
    {
        var context = CausalContext.Empty.With(new Dot(1, 1)).With(new Dot(1, 2)).With(new Dot(1, 7)).With(new Dot(2, 5)).With(new Dot(1, 7));
        Assert.Equal(VectorClock.Of([new Dot(1, 2)]), context.Clock);
        Assert.Equal([new Dot(1, 7), new Dot(2, 5)], context.Beyond.ToArray());
        Assert.Equal(VectorClock.Of([new Dot(1, 7), new Dot(2, 5)]), context.Cover);
        Assert.Equal([new Dot(1, 7)], context.Prune(1, 1).Beyond.ToArray());
        Assert.Equal(context, CausalContext.Decode(context.Encode()));
        Assert.Equal(context.GetHashCode(), CausalContext.Decode(context.Encode()).GetHashCode());
        Assert.Equal("{1:2} + 1:7, 2:5", context.ToString());
        Assert.Throws<LatticeFormatException>(() => CausalContext.Decode(new byte[] { 0, 0, 0 }));
        Assert.Throws<LatticeFormatException>(() => CausalContext.Decode(Array.Empty<byte>()));
    }

    [Fact]
    public void A_version_that_claims_to_have_seen_itself_is_refused() =>
        Assert.Throws<ArgumentException>(() => SingleKeyCausal.Of(new Dot(1, 2), VectorClock.Of([new Dot(1, 2)]), default));

    [Fact]
    public void Pruned_clock_keeps_the_newest_entries_and_still_replaces_what_they_name()
    {
        var old = SingleKeyCausal.Of(new Dot(1, 10), None, default);
        var recent = SingleKeyCausal.Of(new Dot(2, 20), old.Clock, default);
        var pruned = recent.Clock.Prune(1);
        Assert.Equal(VectorClock.Of([new Dot(2, 20)]), pruned);
        Assert.Same(recent.Clock, recent.Clock.Prune(2));

        var next = SingleKeyCausal.Of(new Dot(3, 30), pruned, default);
        Assert.Equal(next, recent.Join(next));
        // The long overwritten one is taken for a concurrent one, not the other way round.
        Assert.Equal(2, next.Join(old).Siblings.Count);
    }

    [Fact]
    public void Overwritten_version_does_not_come_back_beside_a_concurrent_one()
    {
        // With one clock for all siblings, the order of these joins would decide whether 'first' is still there.
        var first = SingleKeyCausal.Of(new Dot(1, 1), None, "first"u8.ToArray());
        var second = SingleKeyCausal.Of(new Dot(1, 2), first.Clock, "second"u8.ToArray());
        var other = SingleKeyCausal.Of(new Dot(2, 1), None, "other"u8.ToArray());
        Assert.Equal(second.Join(other), first.Join(other).Join(second));
        Assert.Equal(2, first.Join(other).Join(second).Siblings.Count);
    }

    [Fact]
    public void Deletion_takes_away_what_it_saw_and_stands_beside_what_it_did_not()
    {
        var first = SingleKeyCausal.Of(new Dot(1, 1), None, "first"u8.ToArray());
        var deletion = SingleKeyCausal.Deletion(new Dot(2, 1), first.Clock);
        var other = SingleKeyCausal.Of(new Dot(3, 1), first.Clock, "other"u8.ToArray());
        Assert.True(first.Join(deletion).IsDeleted);
        Assert.Null(first.Join(deletion).Pick());
        var both = deletion.Join(other);
        Assert.False(both.IsDeleted);
        Assert.Equal("other"u8.ToArray(), both.Pick()!.Payload.ToArray());
    }

    [Fact]
    public void Dependencies_of_concurrent_versions_are_joined_and_overwritten_ones_forgotten()
    {
        var (x, y) = ("x"u8.ToArray(), "y"u8.ToArray());
        var one = MultiKeyCausal.Of(new Dot(1, 1), None, DependencySet.Empty.With(x, None.Increment(7)), default);
        var two = MultiKeyCausal.Of(new Dot(2, 1), None, DependencySet.Empty.With(x, None.Increment(8)).With(y, None.Increment(9)), default);
        var both = one.Join(two);
        Assert.Equal(None.Increment(7).Increment(8), both.Dependencies[x]);
        Assert.Equal(None.Increment(9), both.Dependencies[y]);

        var settled = MultiKeyCausal.Of(new Dot(1, 2), both.Clock, DependencySet.Empty, default);
        Assert.Empty(both.Join(settled).Dependencies.Entries);
        Assert.Equal(None, settled.Dependencies[x]);
    }

    [Fact]
    public void Siblings_beyond_the_limit_are_refused_and_change_nothing()
    {
        var full = SingleKeyCausal.Bottom;
        for (ulong replica = 0; replica < CausalVersion.MaxSiblings; replica++)
            full = full.Join(SingleKeyCausal.Of(new Dot(replica, 1), None, default));
        var more = SingleKeyCausal.Of(new Dot(CausalVersion.MaxSiblings, 1), None, default);
        Assert.ThrowsAny<LatticeFormatException>(() => full.Join(more));
        Assert.Equal(JoinResult.TooManySiblings, CapsuleJoin.ResultOf(Capsule.Encode(full), Capsule.Encode(more)));

        var settled = SingleKeyCausal.Of(new Dot(0, 2), full.Clock, default);
        Assert.Equal(settled, full.Join(settled));
    }
}
