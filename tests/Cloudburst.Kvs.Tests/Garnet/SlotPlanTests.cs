using Cloudburst.Kvs.Cluster;

namespace Cloudburst.Kvs.Tests.Garnet;

public sealed class SlotPlanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Even_shares_cover_every_slot_once(int primaries)
    {
        var shares = SlotPlan.Even(primaries);

        Assert.Equal(Enumerable.Range(0, SlotPlan.Slots), shares.SelectMany(share => Enumerable.Range(share.First, share.Count)));
        Assert.True(shares.Max(share => share.Count) - shares.Min(share => share.Count) <= 1);
    }

    [Fact]
    public void Joining_node_gets_its_share_and_nothing_else_moves()
    {
        var owned = Owned(SlotPlan.Even(3));

        var moves = SlotPlan.Moves(owned, ["0", "1", "2", "new"]);

        Assert.All(moves, move => Assert.Equal("new", move.To));
        AssertEven(owned, moves, ["0", "1", "2", "new"]);
        Assert.Equal(SlotPlan.Slots / 4, moves.Sum(move => move.Slots.Count));
    }

    [Fact]
    public void Leaving_node_gives_all_away()
    {
        var owned = Owned(SlotPlan.Even(4));

        var moves = SlotPlan.Moves(owned, ["0", "1", "3"]);

        Assert.All(moves, move => Assert.Equal("2", move.From));
        AssertEven(owned, moves, ["0", "1", "3"]);
    }

    [Fact]
    public void Even_cluster_stays_as_it_is() => Assert.Empty(SlotPlan.Moves(Owned(SlotPlan.Even(5)), ["0", "1", "2", "3", "4"]));

    [Fact]
    public void Random_clusters_become_even()
    {
        var random = new Random(11);
        for (var round = 0; round < 50; round++)
        {
            var nodes = random.Next(1, 6);
            var owned = Enumerable.Range(0, SlotPlan.Slots).GroupBy(_ => $"{random.Next(nodes)}").ToDictionary(slots => slots.Key, slots => slots.Order().ToArray());
            string[] targets = [.. Enumerable.Range(random.Next(3), random.Next(1, 6)).Select(i => $"{i}")];

            AssertEven(owned, SlotPlan.Moves(owned, targets), targets);
        }
    }

    private static Dictionary<string, int[]> Owned(SlotRange[] shares) =>
        shares.Select((share, i) => (Name: $"{i}", Slots: Enumerable.Range(share.First, share.Count).ToArray())).ToDictionary(pair => pair.Name, pair => pair.Slots);

    private static void AssertEven(Dictionary<string, int[]> owned, IReadOnlyList<SlotMove> moves, string[] targets)
    {
        var owner = owned.SelectMany(pair => pair.Value.Select(slot => (slot, pair.Key))).ToDictionary(pair => pair.slot, pair => pair.Key);
        foreach (var move in moves)
        {
            foreach (var slot in Enumerable.Range(move.Slots.First, move.Slots.Count))
            {
                Assert.Equal(move.From, owner[slot]);
                owner[slot] = move.To;
            }
        }

        var counts = targets.Select(target => owner.Values.Count(name => name == target)).ToArray();
        Assert.Equal(owner.Count, counts.Sum());
        Assert.True(counts.Max() - counts.Min() <= 1, string.Join(", ", counts));
    }
}
