using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class SessionGuaranteeTests
{
    private static readonly MonotonicReadsChecker Monotonic = new();
    private static readonly ReadYourWritesChecker Own = new();
    private static readonly ReadYourWritesChecker OwnWithSiblings = new() { KeepsSiblings = true };

    [Theory]
    [InlineData("s  f: r(x=x1) | g<f: r(x=x2)")]
    [InlineData("s  f: r(x=x1) | g<f: r(x=other)")]
    [InlineData("s  a: | f<a: r(x=x2) | g<a: r(x=x1)")]
    [InlineData("s  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x=x2)")]
    public void Reads_that_go_forward_or_aside_are_monotonic(string session) => Judge.Accepts(Monotonic, $"""
        w1  f: w(x=x1)
        w2  f: r(x=x1) w(x=x2)
        w3  f: w(x=other)
        {session}
        """);

    [Theory]
    [InlineData("s  f: r(x=x2) | g<f: r(x=x1)", "s.g r(x=x1)", "s.f r(x=x2) had returned")]
    [InlineData("s  f: r(x=x2) r(x=-)", "s.f r(x=-) returned nothing", "x2 (written by w2.f)")]
    [InlineData("s  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x=x1)", "s.j r(x=x1)", "s.g r(x=x2) had returned")]
    [InlineData("s  f: r(x=x2) | g<f: r(y=-) | h<g: r(x=x1)", "s.h r(x=x1)", "s.f r(x=x2) had returned")]
    public void Reads_that_go_back_are_found(string session, string read, string before) => Judge.Refuses(Monotonic, $"""
        w1  f: w(x=x1)
        w2  f: r(x=x1) w(x=x2)
        {session}
        """, read, before);

    [Theory]
    [InlineData("s  f: r(x=x1) w(x=own) | g<f: r(x=own)")]
    [InlineData("s  f: r(x=x1) w(x=own) | g<f: r(x=later)")]
    [InlineData("s  f: w(x=own) | g<f: r(x=own,x1)")]
    [InlineData("s  a: | f<a: r(x=x1) w(x=own) | g<a: r(x=x1)")]
    public void Own_writes_that_are_seen_are_fine(string session)
    {
        var history = $"""
            w1  f: w(x=x1)
            w2  f: r(x=own) w(x=later)
            {session}
            """;
        Judge.Accepts(Own, history);
        Judge.Accepts(OwnWithSiblings, history);
    }

    [Theory]
    [InlineData("s  f: r(x=x1) w(x=own) | g<f: r(x=x1)", "s.g r(x=x1) returned x1")]
    [InlineData("s  f: w(x=own) r(x=-)", "s.f r(x=-) returned nothing")]
    [InlineData("s  f: r(x=x1) w(x=own) | g: | j<f,g: r(x=x1)", "s.j r(x=x1)")]
    public void Own_writes_that_are_not_seen_are_found(string session, string read) => Judge.Refuses(Own, $"""
        w1  f: w(x=x1)
        {session}
        """, read, "s.f w(x=own)");

    [Fact]
    public void Concurrent_version_hides_the_own_write_only_where_siblings_are_kept()
    {
        const string History = """
            w1  f: w(x=x1)
            s   f: w(x=own) | g<f: r(x=x1)
            """;
        Judge.Accepts(Own, History);
        Judge.Refuses(OwnWithSiblings, History, "s.g r(x=x1)", "s.f w(x=own)");
    }
}
