using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class AcknowledgedWritesTests
{
    private static readonly AcknowledgedWritesChecker Checker = new();

    [Theory]
    [InlineData("final x=x2")]
    [InlineData("final x=other")]
    [InlineData("final x=x1,x2")]
    public void Newest_or_a_concurrent_winner_remains(string final) => Judge.Accepts(Checker, $"""
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        s3  f: w(x=other) w?(y=y1)
        {final}
        final y=-
        """);

    [Fact]
    public void Older_version_that_remains_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        final x=x1
        """, "s2.f w(x=x2) was acknowledged and is lost: x1 remained");

    [Fact]
    public void Nothing_that_remains_is_found() => Judge.Refuses(Checker, """
        s1  f: cas(x:->x1)
        final x=-
        """, "s1.f cas(x:->x1) was acknowledged and is lost: nothing remained");

    [Fact]
    public void With_the_order_of_the_store_an_earlier_version_that_remains_is_found() => Judge.Refuses(Checker, """
        s1  f: w(x=x1)
        s2  f: w(x=x2)
        installed x: x1 x2
        final x=x1
        """, "s2.f w(x=x2) was acknowledged and is lost");
}
