using Cloudburst.Histories;
using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class ExactlyOnceTests
{
    private static readonly ExactlyOnceChecker Checker = new() { Judged = _ => true };

    [Fact]
    public void Effects_of_one_attempt_are_fine() => Judge.Accepts(Checker, """
        s1 !Failed     f: w(x=a) add(n+1)
        s1#2 !Unknown  f: w(x=b) add(n+1)
        s1#3           f: w(x=c) add(n+1)
        s2             f: r(x=c) add(n+2)
        s3 !Unknown    f: add(n+4)
        final x=c
        count n=7
        """);

    [Fact]
    public void Answer_from_the_commit_of_an_earlier_attempt_is_fine() => Judge.Accepts(Checker, """
        s1 !Unknown  f: w(x=a) add(n+1)
        s1#2         f:
        final x=a
        count n=1
        """);

    [Fact]
    public void Effects_of_two_attempts_are_found() => Judge.Refuses(Checker, """
        s1 !Unknown  f: w(x=a)
        s1#2         f: w(x=b)
        s2           f: r(x=a)
        final x=b
        """, "Request s1 took effect 2 times", "s1.f w(x=a)", "s1#2.f w(x=b)");

    [Fact]
    public void Effects_of_two_attempts_that_nobody_acknowledged_are_found() => Judge.Refuses(Checker, """
        s1 !Unknown    f: w(x=a) w(y=a2)
        s1#2 !Unknown  f: w(x=b)
        final x=b y=a2
        """, "Request s1 took effect 2 times");

    [Fact]
    public void Attempt_that_sees_its_predecessor_only_itself_is_no_effect() => Judge.Accepts(Checker, """
        s1 !Unknown  f: w(x=a)
        s1#2         f: w(y=b)
        final x=- y=b
        """);

    [Theory]
    [InlineData(4, "4 after acknowledged additions of 3: some were counted twice")]
    [InlineData(2, "2 after acknowledged additions of 3: some were lost")]
    public void Counter_that_is_off_is_found(long value, string said) => Judge.Refuses(Checker, $"""
        s1 !Failed  f: add(n+1)
        s1#2        f: add(n+1)
        s2          f: add(n+2)
        count n={value}
        """, said);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Addition_of_unknown_end_may_count_once(long value, bool fine)
    {
        var history = Notation.Parse($"""
            s1             f: add(n+3)
            s2 !Unknown    f: add(n+1)
            s2#2 !Unknown  f: add(n+1)
            count n={value}
            """);
        Assert.Equal(fine, Checker.Check(history).Count == 0);
    }
}
