using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class TransactionTests
{
    private static readonly AtomicVisibilityChecker Atomic = new() { Judged = _ => true };
    private static readonly SnapshotReadsChecker Snapshot = new() { Judged = _ => true };
    private static readonly SnapshotOrderChecker Order = new() { Judged = _ => true };
    private static readonly LostUpdateChecker Updates = new() { Judged = _ => true };

    [Theory]
    [InlineData("s  f: r(x=x2) | g<f: r(y=y2)")]
    [InlineData("s  f: r(x=x1) | g<f: r(y=y1)")]
    [InlineData("s  f: r(x=x2) w(y=own) | g<f: r(y=own)")]
    [InlineData("s !Failed f: r(x=x2) | g<f: r(y=y1)")]
    public void Seeing_all_or_nothing_of_a_session_is_fine(string session) => Judge.Accepts(Atomic, $"""
        w1  f: w(x=x1) w(y=y1)
        w2  f: r(x=x1 y=y1) w(x=x2) | g<f: w(y=y2)
        {session}
        final x=x2 y=y2
        """);

    [Theory]
    [InlineData("s  f: r(x=x2) | g<f: r(y=y1)", "s saw half of w2", "s.f r(x=x2) shows x2", "s.g r(y=y1) shows y1, from before w2.g w(y=y2)")]
    [InlineData("s  f: r(x=x2 y=y1)", "s saw half of w2", "shows x2", "from before w2.g w(y=y2)")]
    [InlineData("s  f: r(y=y2) | g<f: r(x=-)", "s saw half of w2", "shows y2", "s.g r(x=-) shows nothing, from before w2.f w(x=x2)")]
    [InlineData("s  f: r(x=x1) | g<f: r(x=x2)", "s saw half of w2", "shows x2", "s.f r(x=x1) shows x1, from before w2.f w(x=x2)")]
    [InlineData("final x=x2 y=y1", "what remained saw half of w2", "what remained of x shows x2", "what remained of y shows y1")]
    public void Seeing_half_of_a_session_is_found(string bad, string who, string half, string other) => Judge.Refuses(Atomic, $"""
        w1  f: w(x=x1) w(y=y1)
        w2  f: r(x=x1 y=y1) w(x=x2) | g<f: w(y=y2)
        {bad}
        """, who, half, other);

    [Fact]
    public void Half_of_a_session_that_read_nothing_is_found_by_the_order_of_the_store()
    {
        const string Sessions = """
            w1  f: w(x=x1) w(y=y1)
            w2  f: w(x=x2) w(y=y2)
            s   f: r(x=x2 y=y1)

            """;
        // By what was seen alone, y1 may have replaced y2.
        Judge.Accepts(Atomic, Sessions);
        Judge.Refuses(Atomic, Sessions + "installed x: x1 x2\ninstalled y: y1 y2", "s saw half of w2");
    }

    [Fact]
    public void Effect_of_a_failed_session_is_found() => Judge.Refuses(Atomic, """
        w !Failed  f: w(x=x1)
        s  f: r(x=x1)
        """, "x1 (written by w.f)", "w failed");

    [Fact]
    public void Version_that_its_session_replaced_itself_is_found() => Judge.Refuses(Atomic, """
        w  f: w(x=x1) | g<f: w(x=x2)
        s  f: r(x=x1)
        """, "s.f r(x=x1) shows x1, which w replaced itself");

    private const string Line = """
        w0  f: w(x=x0) w(y=y0) w(z=z0)
        w1  f: r(x=x0) w(x=x1)
        w2  f: r(x=x1) w(y=y2)
        w3  f: r(y=y2) w(z=z3)

        """;

    [Theory]
    [InlineData("s  f: r(x=x0) | g<f: r(y=y0) | h<g: r(z=z0)")]
    [InlineData("s  f: r(x=x1) | g<f: r(y=y0)")]
    [InlineData("s  f: r(x=x1) | g<f: r(y=y2) | h<g: r(z=z3)")]
    public void Reads_from_one_moment_are_a_snapshot(string session) => Judge.Accepts(Snapshot, Line + session);

    [Theory]
    [InlineData("s  f: r(x=x0) | g<f: r(y=y2)", "s.f r(x=x0) shows x0 of x, which w1.f w(x=x1) had replaced", "s.g r(y=y2) shows effects of w1")]
    [InlineData("s  f: r(z=z3) | g<f: r(x=x0)", "s.g r(x=x0) shows x0 of x, which w1.f w(x=x1) had replaced", "s.f r(z=z3) shows effects of w1")]
    [InlineData("s  f: r(y=y2 x=-)", "shows nothing of x, which w0.f w(x=x0) had replaced", "shows effects of w0")]
    public void Reads_from_two_moments_are_found(string session, string old, string effects) => Judge.Refuses(Snapshot, Line + session, "s read no snapshot", old, effects);

    [Fact]
    public void Two_moments_are_found_also_through_a_write_that_only_replaced() => Judge.Refuses(Snapshot, """
        w0  f: w(x=x0) w(y=y0)
        w1  f: w(x=x1) w(y=y1)
        w2  f: w(y=y2)
        s   f: r(x=x0) | g<f: r(y=y2)
        installed x: x0 x1
        installed y: y0 y1 y2
        """, "s read no snapshot", "w1.f w(x=x1)", "s.g r(y=y2) shows effects of w1");

    [Fact]
    public void Long_fork_is_two_sound_snapshots_in_no_order()
    {
        const string Fork = """
            w0  f: w(x=x0) w(y=y0)
            w1  f: r(x=x0) w(x=x1)
            w2  f: r(y=y0) w(y=y2)
            s   f: r(x=x1 y=y0)
            t   f: r(x=x0 y=y2)
            """;
        Judge.Accepts(Snapshot, Fork);
        Judge.Refuses(Order, Fork, "s saw a write of w1", "s.f r(x=x1 y=y0) was from before w2.f w(y=y2)", "t saw a write of w2", "t.f r(x=x0 y=y2) was from before w1.f w(x=x1)");
    }

    [Fact]
    public void Write_skew_has_an_order_of_snapshots() => Judge.Accepts(Order, """
        w0  f: w(x=x0) w(y=y0)
        s   f: r(x=x0 y=y0) w(x=x1)
        t   f: r(x=x0 y=y0) w(y=y1)
        u   f: r(x=x1 y=y1)
        installed x: x0 x1
        installed y: y0 y1
        """);

    [Fact]
    public void Each_update_based_on_the_one_before_is_fine() => Judge.Accepts(Updates, """
        s1  f: r(x=-) w(x=x1)
        s2  f: r(x=x1) | g<f: w(x=x2) | h<g: r(x=x2) w(x=x3)
        s3 !Failed  f: r(x=x1) w(x=no)
        s4  f: r(x=x3) w(x=x4)
        s5  f: r(x=x1)
        installed x: x1 x3 x4
        """);

    [Fact]
    public void Two_updates_of_one_version_are_found() => Judge.Refuses(Updates, """
        s1  f: r(x=-) w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        s3  f: r(x=x1) | g<f: w(x=x3)
        installed x: x1 x2 x3
        """, "s2.f w(x=x2)", "s3.g w(x=x3)", "only one may stand", "x1 of x");

    [Fact]
    public void Two_creations_of_one_key_are_found() => Judge.Refuses(Updates, """
        s1  f: r(x=-) w(x=x1)
        s2  f: r(x=-) w(x=x2)
        """, "s1.f w(x=x1)", "s2.f w(x=x2)", "nothing of x");

    [Fact]
    public void Update_over_a_blind_write_is_found_by_the_order_of_the_store() => Judge.Refuses(Updates, """
        s1  f: w(x=x1)
        s2  f: w(x=x2)
        s3  f: r(x=x1) w(x=x3)
        installed x: x1 x2 x3
        """, "s3.f w(x=x3) replaced what s2.f w(x=x2) wrote without having seen it", "s3.f r(x=x1)");
}
