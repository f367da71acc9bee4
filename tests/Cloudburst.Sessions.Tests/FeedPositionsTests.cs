namespace Cloudburst.Sessions.Tests;

/// <summary>How far feeds have been heard, and what a cache remembers of it.</summary>
public class FeedPositionsTests
{
    private static readonly FeedPositions Both = FeedPositions.Of([new(2, 20), new(1, 10)]);

    [Fact]
    public void Position_covers_what_is_not_further_in_any_feed()
    {
        Assert.True(Both.Covers(Both));
        Assert.True(Both.Covers(FeedPositions.Of([new(1, 9)])));
        Assert.False(Both.Covers(FeedPositions.Of([new(1, 11)])));
        Assert.False(Both.Covers(FeedPositions.Of([new(1, 9), new(3, 1)])));
    }

    [Fact]
    public void Unknown_positions_cover_nothing_and_nothing_covers_them()
    {
        Assert.False(Both.Covers(FeedPositions.Unknown));
        Assert.False(FeedPositions.Unknown.Covers(Both));
        Assert.False(Both.Join(FeedPositions.Unknown).IsKnown);
        Assert.False(FeedPositions.Unknown.Join(Both).IsKnown);
    }

    [Fact]
    public void Join_is_the_further_position_in_each_feed()
    {
        var join = Both.Join(FeedPositions.Of([new(1, 5), new(2, 25), new(3, 1)]));
        Assert.Equal([new(1, 10), new(2, 25), new(3, 1)], join.Entries);
    }

    [Fact]
    public void Old_value_is_covered_by_an_old_barrier()
    {
        var history = new HeardHistory();
        for (var i = 1; i <= 100; i++)
            history.Add(1, upTo: i, FeedPositions.Of([new(1, (ulong)i)]));
        Assert.Equal([new(1, 99)], history.Covering(1, 99).Entries);
        Assert.Equal([new(1, 100)], history.Latest(1).Entries);
        Assert.False(history.Covering(1, 101).IsKnown);
        // Of a value from before all that is remembered, the earliest that is.
        Assert.InRange(history.Covering(1, 1).Entries[0].Changes, 2UL, 99UL);
    }

    [Fact]
    public void Nothing_is_known_once_a_feed_was_lost()
    {
        var history = new HeardHistory();
        history.Add(1, upTo: 5, Both);
        Assert.False(history.Latest(2).IsKnown);
        Assert.False(history.Covering(2, 1).IsKnown);
        history.Add(2, upTo: 7, Both);
        Assert.True(history.Covering(2, 1).IsKnown);
        Assert.False(history.Covering(1, 1).IsKnown);
    }
}
