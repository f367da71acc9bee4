using CsCheck;

namespace Cloudburst.Lattices.Tests;

public class ObservedRemoveSetTests
{
    private static readonly byte[] Apple = [1];
    private static readonly byte[] Pear = [2];

    [Fact]
    public void Add_remove_and_add_again()
    {
        var set = ObservedRemoveSet.Bottom.Add(1, Apple);
        Assert.True(set.Contains(Apple));
        set = set.Remove(Apple);
        Assert.False(set.Contains(Apple));
        set = set.Add(1, Apple);
        Assert.True(set.Contains(Apple));
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void Remove_of_what_was_seen_wins_over_the_copy_that_still_has_it()
    {
        var added = ObservedRemoveSet.Bottom.Add(1, Apple);
        Assert.False(added.Join(added.Remove(Apple)).Contains(Apple));
    }

    [Fact]
    public void Add_survives_a_concurrent_remove()
    {
        var shared = ObservedRemoveSet.Bottom.Add(1, Apple);
        var removed = shared.Remove(Apple);
        var addedAgain = shared.Add(2, Apple);
        Assert.True(removed.Join(addedAgain).Contains(Apple));
    }

    [Fact]
    public void Concurrent_adds_of_one_element_need_one_remove_that_saw_both()
    {
        var both = ObservedRemoveSet.Bottom.Add(1, Apple).Join(ObservedRemoveSet.Bottom.Add(2, Apple));
        Assert.Equal(1, both.Count);
        Assert.False(both.Remove(Apple).Contains(Apple));
        Assert.False(both.Join(both.Remove(Apple)).Contains(Apple));
    }

    [Fact]
    public void Remove_of_an_absent_element_changes_nothing()
    {
        var set = ObservedRemoveSet.Bottom.Add(1, Apple);
        Assert.Equal(set, set.Remove(Pear));
        Assert.Equal(ObservedRemoveSet.Bottom, set.RemoveDelta(Pear));
    }

    [Fact]
    public void Removed_elements_leave_no_bytes_behind()
    {
        var set = ObservedRemoveSet.Bottom;
        for (var i = 0; i < 1_000; i++)
        {
            byte[] element = [(byte)i, (byte)(i >> 8)];
            set = set.Add(1, element).Remove(element);
        }

        Assert.Equal(0, set.Count);
        Assert.Equal(new Dot(1, 1_000), Assert.Single(set.Context.Entries));
        Assert.InRange(Capsule.Encode(set).Length, 0, 20);
    }

    [Fact]
    public void Adding_again_and_again_does_not_grow_the_set()
    {
        var set = ObservedRemoveSet.Bottom;
        for (var i = 0; i < 100; i++) set = set.Add(1, Apple);
        Assert.InRange(Capsule.Encode(set).Length, 0, 40);
    }

    [Fact]
    public void Deltas_do_what_the_whole_set_does() =>
        Gen.Select(Gen.Int[0, 2], Gen.Byte[0, 3], Gen.Bool).Array[1, 30].Sample(
            steps =>
            {
                // Replicas that read the store before each change and send only the change.
                var store = ObservedRemoveSet.Bottom;
                var model = new HashSet<byte>();
                foreach (var (replica, element, isAdd) in steps)
                {
                    byte[] bytes = [element];
                    var whole = isAdd ? store.Add((ulong)replica, bytes) : store.Remove(bytes);
                    var delta = isAdd ? store.AddDelta((ulong)replica, bytes) : store.RemoveDelta(bytes);
                    store = store.Join(delta);
                    Assert.Equal(whole, store);
                    if (isAdd) model.Add(element);
                    else model.Remove(element);
                }

                Assert.Equal(model.Order(), store.Elements.Select(e => e.Span[0]));
            },
            iter: 2_000);

    [Fact]
    public void Deltas_that_arrive_late_and_out_of_order_erase_nothing()
    {
        var first = ObservedRemoveSet.Delta(new Dot(1, 1), Apple);
        var second = ObservedRemoveSet.Delta(new Dot(1, 2), Pear);
        var late = second.Join(first);
        Assert.Equal(2, late.Count);
        Assert.Equal(first.Join(second), late);
        Assert.Equal(2UL, late.Context[1]);
    }

    [Fact]
    public void Deltas_with_a_gap_keep_to_what_they_saw()
    {
        var gap = ObservedRemoveSet.Delta(new Dot(1, 3), Pear);
        Assert.Equal(0UL, gap.Context[1]);
        Assert.True(gap.Join(ObservedRemoveSet.Delta(new Dot(1, 1), Apple)).Contains(Apple));
        Assert.Equal(new Dot(1, 4), Assert.Single(gap.Add(1, Apple).Join(ObservedRemoveSet.Delta(new Dot(1, 2), Apple)).Join(ObservedRemoveSet.Delta(new Dot(1, 1), Apple)).Context.Entries));
    }

    [Fact]
    public void Deltas_numbered_by_the_writer_take_the_place_of_the_adds_it_saw()
    {
        var seen = ObservedRemoveSet.Delta(new Dot(1, 1), Apple).Join(ObservedRemoveSet.Delta(new Dot(2, 1), Apple));
        var again = seen.Join(seen.AddDelta(1, 2, Apple));
        Assert.Equal(seen.Add(1, Apple), again);
        Assert.False(again.Join(again.RemoveDelta(Apple)).Contains(Apple));
    }

    [Fact]
    public void Delta_with_the_number_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ObservedRemoveSet.Delta(new Dot(1, 0), Apple));
}
