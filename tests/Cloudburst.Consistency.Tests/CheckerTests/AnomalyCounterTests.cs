using Cloudburst.Histories;
using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class AnomalyCounterTests
{
    [Fact]
    public void History_without_anomalies_counts_nothing() => Assert.Equal(new AnomalyCounter(0, 0, 0, 0), Count("""
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2) | g<f: w(y=y1)
        s3  f: r(x=x2 y=y1) | g<f: r(x=x2)
        """));

    [Fact]
    public void Each_kind_is_counted_by_itself()
    {
        var counts = Count("""
            s1  f: w(x=x1)
            s2  f: r(x=x1) w(x=x2)
            s3  f: r(x=x1) w(x=x3)
            s4  f: r(x=x2) w(y=y1)
            s5  f: r(x=x1 y=y1)
            s6  f: r(y=y1) | g<f: r(x=x1)
            s7  f: r(x=x2) | g<f: r(x=x3)
            installed x: x1 x2 x3
            """);
        // x3 came upon x2; s5 got a torn request; s6 went to another cache; s7 read x again and got another.
        Assert.Equal(new AnomalyCounter(SingleKey: 1, MultiKey: 1, Session: 1, RepeatableRead: 1), counts);
        Assert.Equal((1, 2, 3), (counts.PreventedBySingleKeyCausal, counts.PreventedByMultiKeyCausal, counts.PreventedByCausal));
    }

    [Fact]
    public void Dropped_writes_are_counted_in_the_order_of_answers_where_the_store_was_not_watched() => Assert.Equal(2, Count("""
        s1  f: w(x=x1)[0,1]
        s2  f: w(x=x2)[5,9]
        s3  f: r(x=x1) w(x=x3)[2,6]
        s4  f: r(x=x2) w(x=x4)[10,11]
        s5  f: w(x=x5)[12,13]
        """).SingleKey);

    [Fact]
    public void Torn_request_is_not_counted_again_for_its_session() => Assert.Equal(new AnomalyCounter(0, 1, 0, 0), Count("""
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        s3  f: r(x=x2) w(y=y1)
        s4  f: r(y=y1) | g<f: r(x=x1 y=y1)
        """));

    private static AnomalyCounter Count(string text) => AnomalyCounter.Count(Notation.Parse(text));
}
