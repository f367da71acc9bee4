using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

public class RepeatableReadTests
{
    private const string Writers = """
        w1  f: w(x=x1)
        w2  f: w(x=x2)
        w3  f: w(x=x3)

        """;

    private static readonly RepeatableReadChecker Checker = new();

    [Fact]
    public void Same_version_along_a_chain_is_fine() =>
        Judge.Accepts(Checker, Writers + "s  f: r(x=x1) | g<f: r(x=x1) | h<g: r(x=x1 y=-)");

    [Fact]
    public void Another_version_downstream_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) | g<f: r(y=-) | h<g: r(x=x2)", "s.h r(x=x2)", "x1 from s.f r(x=x1)");

    [Fact]
    public void Another_version_in_the_same_invocation_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) r(x=x2)", "s.f r(x=x2) returned x2 for x");

    [Fact]
    public void Newer_version_is_found_as_well_as_an_older_one() =>
        Judge.Refuses(Checker, "w1  f: w(x=x1) w(x=x2)\ns  f: r(x=x1) | g<f: r(x=x2)", "s.g r(x=x2)");

    [Fact]
    public void Key_that_appears_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=-) | g<f: r(x=x1)", "nothing from s.f r(x=-)");

    [Fact]
    public void Own_write_is_what_follows() =>
        Judge.Accepts(Checker, Writers + "s  f: r(x=x1) w(x=own) r(x=own) | g<f: r(x=own) w(x=own2) | h<g: r(x=own2)");

    [Fact]
    public void Own_write_that_downstream_does_not_see_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) w(x=own) | g<f: r(x=x1)", "s.g r(x=x1)", "own from s.f w(x=own)");

    [Fact]
    public void Own_compare_and_set_is_a_write_too() =>
        Judge.Refuses(Checker, Writers + "s  f: cas(x:x1>own) | g<f: r(x=x1)", "s.g r(x=x1)");

    [Fact]
    public void Parallel_branches_may_differ() =>
        Judge.Accepts(Checker, Writers + "s  a: r(y=-) | f<a: r(x=x1) | g<a: r(x=x2)");

    [Theory]
    [InlineData("x1")]
    [InlineData("x2")]
    [InlineData("x1,x2")]
    public void Join_goes_on_with_one_of_its_branches_or_their_siblings(string joined) =>
        Judge.Accepts(Checker, Writers + $"s  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x={joined}) | k<j: r(x={joined})");

    [Fact]
    public void Join_with_a_third_version_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x=x3)", "s.j r(x=x3)", "x1 from s.f r(x=x1) or x2 from s.g r(x=x2)");

    [Fact]
    public void Change_of_mind_after_a_join_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x=x1) | k<j: r(x=x2)", "s.k r(x=x2)");

    [Fact]
    public void Branches_behind_a_join_that_choose_differently_are_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) | g: r(x=x2) | j<f,g: | k<j: r(x=x1) | l<j: r(x=x2)", "s.l r(x=x2)", "s.k r(x=x1)", "other way round");

    [Fact]
    public void Sessions_that_choose_differently_between_the_same_versions_are_found() => Judge.Refuses(Checker, Writers + """
        s  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x=x1)
        t  f: r(x=x1) | g: r(x=x2) | j<f,g: r(x=x2)
        """, "t.j r(x=x2)", "s.j r(x=x1)");

    [Fact]
    public void Join_with_what_a_branch_replaced_is_found() =>
        Judge.Refuses(Checker, Writers + "s  a: r(x=x1) | f<a: w(x=own) | g<a: r(x=x1) | j<f,g: r(x=x1)", "s.j r(x=x1)", "own from s.f w(x=own)");

    [Fact]
    public void Join_with_absence_where_a_branch_saw_something_is_found() =>
        Judge.Refuses(Checker, Writers + "s  f: r(x=x1) | g: r(x=-) | j<f,g: r(x=-)", "s.j r(x=-) returned nothing");

    [Fact]
    public void Other_sessions_are_only_looked_at_when_judged() =>
        Judge.Accepts(new RepeatableReadChecker { Judged = session => session.Request != "s" }, Writers + "s  f: r(x=x1) r(x=x2)");
}
