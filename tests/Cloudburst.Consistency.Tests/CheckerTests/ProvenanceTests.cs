using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class ProvenanceTests
{
    private static readonly ProvenanceChecker Checker = new();

    [Fact]
    public void Reads_of_what_was_written_are_fine_whatever_the_order_of_recording() => Judge.Accepts(Checker, """
        reader  f: r(x=x1 y=-) | g<f: r(y=y1)
        s1      f: w(x=x1)
        s2      f: cas?(y:->y1)
        final x=x1 y=y1
        """);

    [Fact]
    public void Version_that_nobody_wrote_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)
        s2  f: r(x=x9)
        """, "s2.f r(x=x9)", "nobody wrote");

    [Fact]
    public void Version_of_a_failed_compare_and_set_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1) cas!(x:->x2)
        s2  f: r(x=x2)
        """, "s2.f r(x=x2)", "failed");

    [Fact]
    public void Version_of_another_key_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=v)
        s2  f: r(y=v)
        """, "s2.f r(y=v) returned v for y", "s1.f w(x=v) wrote it to x");

    [Fact]
    public void Remains_that_nobody_wrote_are_found()
    {
        var violation = Assert.Single(Checker.Check(Histories.Notation.Parse("""
            s1  f: w(x=x1)
            final x=x9
            """)));
        Assert.Contains("What remained of x is x9", violation.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_the_future_is_found() => Judge.Refuses(Checker, """
        s1  f: r(y=y1) w(x=x1)
        s2  f: r(x=x1) w(y=y1)
        s3  f: r(x=x1)
        """, "future", "s1.f r(y=y1)", "s2.f r(x=x1)");

    [Fact]
    public void Reading_downstream_before_it_was_written_is_found() => Judge.Refuses(Checker, """
        s1  f: r(x=x1) | g<f: w(x=x1)
        """, "future", "s1.f r(x=x1)");
}
