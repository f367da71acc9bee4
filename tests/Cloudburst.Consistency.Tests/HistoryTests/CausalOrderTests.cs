using Cloudburst.Histories;
using CsCheck;

namespace Cloudburst.Tests.Consistency.HistoryTests;

public class CausalOrderTests
{
    [Fact]
    public void Writes_come_after_all_that_their_session_had_seen()
    {
        var order = Notation.Parse("""
            late  f: r(z=z1) w(q=q1)
            s1    f: w(x=x1)
            s2    f: r(x=x1) | g<f: w(y=y1) | h<f: w(y=y2) | j<g,h: w(z=z1)
            s3    f: w(x=x3) r(x=x1) cas(x:x1>x4) cas!(x:x1>x5)
            """).Causality;
        Assert.True(order.Precedes("x1", "y1"));
        Assert.True(order.Precedes("x1", "q1"));
        Assert.True(order.Precedes("y1", "z1") && order.Precedes("y2", "z1"));
        Assert.True(order.Precedes("x3", "x4") && order.Precedes("x1", "x4"));
        Assert.False(order.Precedes("y1", "y2") || order.Precedes("y2", "y1"));
        Assert.False(order.Precedes("x1", "x3") || order.Precedes("x3", "x1"));
        Assert.False(order.Precedes("x1", "x1"));
        Assert.False(order.Precedes("x1", "x5") || order.Precedes("nobody", "x1"));
    }

    [Fact]
    public void Sessions_that_see_each_other_by_turns_are_in_order()
    {
        var history = Notation.Parse("""
            s1  f: w(x=x1) r(y=y1) w(x=x2)
            s2  f: r(x=x1) w(y=y1) r(x=x2) w(y=y2)
            """);
        Assert.Empty(history.Causality.Circle);
        Assert.True(history.Causality.Precedes("x1", "y2"));
    }

    [Fact]
    public void Write_replaces_what_its_session_read_of_the_key_and_stands_beside_what_it_knows_through_others()
    {
        var order = Notation.Parse("""
            s1  f: w(x=x1)
            s2  f: r(x=x1) w(y=y1) w(x=x2)
            s3  f: r(y=y1) w(x=x3)
            s4  f: r(x=x2) | g<f: w(x=x4)
            """).Causality;
        Assert.True(order.Precedes("x1", "x3"));
        Assert.False(order.Replaces("x3", "x1") || order.IsOlder(["x1"], "x3"));
        Assert.True(order.Replaces("x2", "x1") && order.Replaces("x4", "x2") && order.Replaces("x4", "x1"));
        Assert.False(order.Replaces("y1", "x1"));
    }

    [Fact]
    public void Older_means_before_and_nothing_is_older_than_all()
    {
        var order = Notation.Parse("""
            s1  f: w(x=x1)
            s2  f: r(x=x1) w(x=x2)
            s3  f: w(x=x3)
            """).Causality;
        Assert.True(order.IsOlder(["x1"], "x2"));
        Assert.True(order.IsOlder([], "x1"));
        Assert.False(order.IsOlder(["x2"], "x1"));
        Assert.False(order.IsOlder(["x3"], "x2"));
        Assert.False(order.IsOlder(["x1", "x3"], "x2"));
        Assert.False(order.IsOlder(["x2"], "x2"));
        Assert.True(order.Covers(["x2"], "x1"));
        Assert.False(order.Covers(["x3"], "x1"));
    }

    [Fact]
    public void Order_is_that_of_a_plain_search_through_who_saw_what() => RandomHistories.Anything.Sample(history =>
    {
        var versions = history.Writes().Select(write => write.Version).ToList();
        foreach (var later in versions)
        {
            var (past, replaced) = (history.PlainPast(later), history.PlainReplaced(later));
            Assert.All(versions, earlier => Assert.Equal(past.Contains(earlier), history.Causality.Precedes(earlier, later)));
            Assert.All(versions, earlier => Assert.Equal(replaced.Contains(earlier), history.Causality.Replaces(later, earlier)));
        }
    }, iter: 300);
}
