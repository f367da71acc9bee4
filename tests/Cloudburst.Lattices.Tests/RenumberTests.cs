using System.Text;

namespace Cloudburst.Lattices.Tests;

public class RenumberTests
{
    private const ulong Fixed = 7;

    [Fact]
    public void Renumbered_change_has_the_same_effect_and_leaves_no_trace_of_its_own_replica()
    {
        var stored = ObservedRemoveSet.Bottom.Add(1, Bytes("kept")).Add(1, Bytes("removed")).Add(2, Bytes("again"));
        // As a writer makes it that has read the set: removes one element, adds one anew and one again.
        var change = stored.RemoveDelta("removed"u8).Join(stored.AddDelta(99, 1, Bytes("new"))).Join(stored.AddDelta(99, 2, Bytes("again")));
        var renumbered = stored.Join(change.Renumber(stored, Fixed));
        Assert.Equal(stored.Join(change).Elements.Select(Text), renumbered.Elements.Select(Text));
        Assert.Equal(["again", "kept", "new"], renumbered.Elements.Select(Text).Order());
        Assert.Equal(0ul, renumbered.Context[99]);
        Assert.Equal(2ul, renumbered.Context[Fixed]);
    }

    [Fact]
    public void Element_that_was_added_and_removed_in_one_change_is_not_there()
    {
        var stored = ObservedRemoveSet.Bottom.Add(1, Bytes("kept"));
        var added = stored.Join(stored.AddDelta(99, 1, Bytes("passing")));
        var change = added.RemoveDelta("passing"u8).Join(stored.AddDelta(99, 1, Bytes("passing")));
        var renumbered = stored.Join(change.Renumber(stored, Fixed));
        Assert.Equal(["kept"], renumbered.Elements.Select(Text));
    }

    [Fact]
    public void Changes_one_after_the_other_get_numbers_of_their_own()
    {
        var set = ObservedRemoveSet.Bottom;
        for (var i = 0UL; i < 50; i++)
            set = set.Join(set.AddDelta(1000 + i, 1, Bytes($"element {i}")).Renumber(set, Fixed));
        Assert.Equal(50, set.Count);
        Assert.Equal(50ul, set.Context[Fixed]);
        Assert.Single(set.Context.Entries);
    }

    [Fact]
    public void Renumbered_change_may_be_joined_again()
    {
        var stored = ObservedRemoveSet.Bottom.Add(1, Bytes("kept"));
        var renumbered = stored.AddDelta(99, 1, Bytes("new")).Renumber(stored, Fixed);
        var once = stored.Join(renumbered);
        Assert.Equal(once, once.Join(renumbered));
        var removed = once.Remove("new"u8);
        Assert.Equal(removed, removed.Join(renumbered));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
