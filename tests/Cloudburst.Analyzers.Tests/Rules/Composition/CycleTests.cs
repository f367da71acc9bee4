using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class CycleTests() : RuleTests("CB1002")
{
    [Fact]
    public async Task Cycle_is_reported_with_its_path() => await AssertReportsAsync("""
        public static DagShape D() => new("loop", 1,
            [
                new DagNodeShape("f", "a", [DagBinding.FromNode(2)]),
                new DagNodeShape("f", "b", new[] { DagBinding.FromNode(0), DagBinding.FromInput(0) }),
                new DagNodeShape("f", "c", [DagBinding.FromNode(1)]),
            ], 2);
        """, "new DagNodeShape(\"f\", \"a\", [DagBinding.FromNode(2)])", "The DAG 'loop' cannot be registered, as it has the cycle a -> b -> c -> a");

    [Fact]
    public async Task Chain_diamond_and_unknown_shapes_are_not() => await AssertSilentAsync("""
        public static DagShape A() => new("chain", 1, [new DagNodeShape("f", "a", [DagBinding.FromInput(0)]), new DagNodeShape("f", "b", [DagBinding.FromNode(0)])], 1);
        public static DagShape B() => new("diamond", 1,
            [new DagNodeShape("f", "a", []), new DagNodeShape("f", "b", [DagBinding.FromNode(0)]), new DagNodeShape("f", "c", [DagBinding.FromNode(0)]), new DagNodeShape("f", "d", [DagBinding.FromNode(1), DagBinding.FromNode(2)])], 3);
        public static DagShape C(int i) => new("unknown", 1, [new DagNodeShape("f", "a", [DagBinding.FromNode(i)])], 0);
        public static DagShape D(DagNodeShape[] nodes) => new("unknown", 1, [.. nodes], 0);
        """);
}
