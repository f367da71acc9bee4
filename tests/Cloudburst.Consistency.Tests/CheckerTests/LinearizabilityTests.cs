using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class LinearizabilityTests
{
    private static readonly LinearizabilityChecker Checker = new() { Judged = _ => true };

    [Fact]
    public void One_after_the_other_is_fine() => Judge.Accepts(Checker, """
        s1  f: r(x=-) w(x=x1) r(x=x1) cas(x:x1>x2) cas!(x:x1>no) r(x=x2)
        s2  f: r(x=x2 y=-) cas(y:->y1) cas!(y:->no2) r(y=y1)
        """);

    [Fact]
    public void Overlapping_write_may_be_seen_or_not() => Judge.Accepts(Checker, """
        s1  f: w(x=x1)[0,1] w(x=x2)[10,20]
        s2  f: r(x=x1)[11,12] r(x=x2)[13,14]
        s3  f: r(x=x1)[11,12]
        """);

    [Fact]
    public void Stale_read_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1] w(x=x2)[2,3]
        s2  f: r(x=x1)[4,5]
        """, "s2.f r(x=x1) saw x1 for x, which is stale", "s1.f w(x=x2)");

    [Fact]
    public void Absence_after_an_acknowledged_write_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1]
        s2  f: r(x=-)[2,3]
        """, "s2.f r(x=-) saw nothing for x, which is stale", "s1.f w(x=x1)");

    [Fact]
    public void Read_before_the_write_began_is_found()
    {
        var history = Histories.Notation.Parse("""
            s1  f: w(x=x1)[10,11]
            s2  f: r(x=x1)[0,1]
            """);
        Assert.Contains("began to write only later", Assert.Single(Checker.Check(history)).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_reads_that_see_an_overlapping_write_come_and_go_are_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1] w(x=x2)[10,100]
        s2  f: r(x=x2)[20,30]
        s3  f: r(x=x1)[40,50]
        """, "No order explains x", "s3.f r(x=x1)");

    [Fact]
    public void Two_compare_and_sets_of_one_version_are_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1] cas(x:x1>x2)[2,20]
        s2  f: cas(x:x1>x3)[2,20]
        """, "s1.f cas(x:x1>x2) and s2.f cas(x:x1>x3) all succeeded", "only one can have found x1");

    [Fact]
    public void Compare_and_set_that_failed_although_it_had_to_succeed_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1]
        s2  f: cas!(x:x1>x2)[2,3]
        """, "No order explains x", "s2.f cas!(x:x1>x2)");

    [Fact]
    public void Several_versions_are_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,5]
        s2  f: w(x=x2)[0,5]
        s3  f: r(x=x1,x2)[6,7]
        """, "s3.f r(x=x1,x2) returned several versions");

    [Theory]
    [InlineData("s2  f: r(x=x1)[9,10] r(x=x2)[11,12]")]
    [InlineData("s2  f: r(x=x1)[9,10] r(x=x1)[11,12]")]
    [InlineData("s2  f: cas!(x:x1>no)[9,10] cas(x:x2>x3)[11,12]")]
    public void Unanswered_write_may_take_effect_late_or_never(string session) => Judge.Accepts(Checker, $"""
        s1  f: w(x=x1)[0,1] w?(x=x2)[2,]
        {session}
        """);

    [Fact]
    public void Unanswered_write_that_comes_and_goes_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1] w?(x=x2)[2,]
        s2  f: r(x=x2)[3,4] r(x=x1)[5,6]
        """, "s2.f r(x=x1)");

    [Fact]
    public void Unanswered_compare_and_set_takes_effect_at_most_where_it_fits() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1] w(x=x2)[2,3] cas?(x:x1>x3)[4,]
        s2  f: r(x=x3)[5,6]
        """, "x1", "x");

    [Fact]
    public void Keys_are_judged_one_by_one() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)[0,1] w(y=y1)[0,1] w(x=x2)[2,3] w(y=y2)[2,3]
        s2  f: r(x=x1 y=y2)[4,5]
        """, "for x");

    [Fact]
    public void Writes_of_other_sessions_count_and_their_reads_do_not() => Judge.Refuses(new LinearizabilityChecker(), """
        s1  f: w(x=x1)[0,1] w(x=x2)[2,3] r(x=x1)[4,5]
        s2 @Linearizable  f: r(x=x2)[6,7] r(x=x1)[8,9]
        """, "s2.f r(x=x1) saw x1 for x, which is stale", "s1.f w(x=x2)");
}
