using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class DuplicateLabelTests() : RuleTests("CB1006")
{
    [Fact]
    public async Task Label_that_is_used_twice_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static int F(int x) => x; public static object D() => Dag.Build<int, int>((b, x) => b.Add(Functions.F, b.Add(Functions.F, x, \"step\"), label: \"step\"));",
        "\"step\"",
        "The label 'step' cannot be used twice");

    [Fact]
    public async Task Label_in_data_is_reported() => await AssertReportsAsync(
        "public static DagShape D() => new(\"d\", 1, [new DagNodeShape(\"f\", \"a\", []), new DagNodeShape(\"f\", \"a\", [DagBinding.FromNode(0)])], 1);", "\"a\"", "The label 'a'");

    [Fact]
    public async Task Different_labels_and_none_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static int F(int x) => x;
        public static object A() => Dag.Build<int, int>((b, x) => b.Add(Functions.F, b.Add(Functions.F, x, "a"), "b"));
        public static object B() => Dag.Build<int, int>((b, x) => b.Add(Functions.F, b.Add(Functions.F, x)));
        """);
}
