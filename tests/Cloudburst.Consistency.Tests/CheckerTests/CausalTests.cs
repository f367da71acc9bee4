using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class CausalTests
{
    // x1 -> x2 -> y1 -> z1, the last three through other sessions.
    private const string Chain = """
        w1  f: w(x=x1)
        w2  f: r(x=x1) w(x=x2)
        w3  f: r(x=x2) w(y=y1)
        w4  f: r(y=y1) w(z=z1)
        w5  f: w(x=other)

        """;

    private static readonly CausalSessionChecker Session = new();
    private static readonly CausalCutChecker Cut = new();
    private static readonly SingleKeyCausalChecker SingleKey = new();

    [Theory]
    [InlineData("s  f: r(y=y1) | g<f: r(x=x2)")]
    [InlineData("s  f: r(z=z1) | g<f: r(x=other)")]
    [InlineData("s  f: r(x=x1) | g<f: r(y=y1)")]
    [InlineData("s  a: | f<a: r(z=z1) | g<a: r(x=x1)")]
    [InlineData("s  f: r(x=x2) | g<f: r(y=-)")]
    public void Session_that_respects_its_past_is_fine(string session) => Judge.Accepts(Session, Chain + session);

    [Theory]
    [InlineData("s  f: r(y=y1) | g<f: r(x=x1)", "s.g r(x=x1)", "s.f r(y=y1) returned y1 (written by w3.f), which depends on it")]
    [InlineData("s  f: r(z=z1) | g<f: r(q=-) | h<g: r(x=x1)", "s.h r(x=x1)", "s.f r(z=z1) returned z1 (written by w4.f), which depends on it")]
    [InlineData("s  f: r(z=z1) | g<f: r(y=-)", "s.g r(y=-) returned nothing for y", "older than y1 (written by w3.f)")]
    [InlineData("s  f: r(x=x2) | g<f: r(x=x1)", "s.g r(x=x1)", "s.f r(x=x2) had returned it")]
    [InlineData("s  f: r(z=z1) | g: | j<f,g: r(x=x1)", "s.j r(x=x1)", "s.f r(z=z1)")]
    [InlineData("s  f: r(x=x1 y=y1)", "s.f r(x=x1 y=y1) returned x1 for x", "older than x2 (written by w2.f)")]
    [InlineData("s  f: r(x=x1) w(x=own) | g<f: r(x=x1)", "s.g r(x=x1)", "the session itself wrote it")]
    public void Session_that_forgets_its_past_is_found(string session, string read, string because) => Judge.Refuses(Session, Chain + session, read, because);

    [Fact]
    public void What_a_compare_and_set_found_is_not_older_than_what_it_wrote() => Judge.Accepts(Session, "s  f: cas(x:->x1) | g<f: cas(x:x1>x2) r(x=x2)");

    [Fact]
    public void Write_by_one_who_never_read_the_key_stands_beside_what_it_knows_through_others()
    {
        // w6 saw y1, which depends on x2, and wrote x without having read it: x3 replaced nothing, but brings x2 and so forbids x1.
        const string Blind = Chain + "w6  f: r(y=y1) w(x=x3)\n";
        Judge.Accepts(Session, Blind + "s  f: r(x=x3) | g<f: r(x=x2)");
        Judge.Refuses(Session, Blind + "s  f: r(x=x3) | g<f: r(x=x1)", "s.g r(x=x1)", "older than x2 (written by w2.f)");
        Judge.Accepts(SingleKey, Blind + "final x=x2,x3,other");
        Judge.Refuses(SingleKey, """
            w1  f: w(x=x1)
            w2  f: r(x=x1) w(y=y1)
            w3  f: r(y=y1) w(x=x3)
            final x=x3
            """, "w1.f w(x=x1) was acknowledged and is lost");
    }

    [Theory]
    [InlineData("s  f: r(x=x2 y=y1)")]
    [InlineData("s  f: r(x=other y=y1)")]
    [InlineData("s  f: r(x=x2,other y=y1)")]
    [InlineData("s  f: r(x=x2 y=-)")]
    [InlineData("s  f: r(y=y1) r(x=x1)")]
    [InlineData("s  f: r(y=y1) | g<f: r(x=x1)")]
    public void Request_whose_answers_fit_together_is_a_cut(string session) => Judge.Accepts(Cut, Chain + session);

    [Theory]
    [InlineData("s  f: r(x=x1 y=y1)", "y1 (written by w3.f) for y", "depends on x2 (written by w2.f)", "older version of x")]
    [InlineData("s  f: r(x=- y=y1)", "y1 (written by w3.f) for y", "depends on x2 (written by w2.f)", "older version of x")]
    [InlineData("s  f: r(x=x1 z=z1)", "z1 (written by w4.f) for z", "depends on x2 (written by w2.f)", "older version of x")]
    [InlineData("s  f: r(x=x2 y=- z=z1)", "z1 (written by w4.f) for z", "depends on y1 (written by w3.f)", "older version of y")]
    public void Request_whose_answers_do_not_fit_together_is_found(string session, string version, string dependency, string older) =>
        Judge.Refuses(Cut, Chain + session, version, dependency, older);

    [Fact]
    public void Replacing_what_was_seen_and_keeping_the_rest_is_fine() => Judge.Accepts(SingleKey, """
        s1  f: w(x=x1)
        s2  f: w(x=x2)
        s3  f: r(x=x1) w(x=x3)
        s4  f: r(x=x2,x3)
        s5  f: r(x=x2,x3) w(y=y1)
        s6  f: r(y=y1) w(y=y2) w?(x=never)
        final x=x2,x3 y=y2
        """);

    [Fact]
    public void Settling_all_siblings_is_fine() => Judge.Accepts(SingleKey, """
        s1  f: w(x=x1)
        s2  f: w(x=x2)
        s3  f: r(x=x1,x2) w(x=x3)
        final x=x3
        """);

    [Fact]
    public void Lost_concurrent_write_is_found() => Judge.Refuses(SingleKey, """
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        s3  f: r(x=x1) w(x=x3)
        final x=x3
        """, "s2.f w(x=x2) was acknowledged and is lost", "x3 remained of x");

    [Fact]
    public void Lost_only_write_is_found() => Judge.Refuses(SingleKey, """
        s1  f: w(x=x1)
        final x=-
        """, "s1.f w(x=x1) was acknowledged and is lost", "nothing remained of x");

    [Fact]
    public void Replaced_version_that_comes_back_is_found() => Judge.Refuses(SingleKey, """
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        s3  f: r(x=x1,x2)
        final x=x2
        """, "s3.f r(x=x1,x2) returned x1 of x beside x2 (written by s2.f)");

    [Fact]
    public void Replaced_version_that_remains_is_found() => Judge.Refuses(SingleKey, """
        s1  f: w(x=x1)
        s2  f: r(x=x1) w(x=x2)
        final x=x1,x2
        """, "x1 remained of x beside x2 (written by s2.f)");
}
