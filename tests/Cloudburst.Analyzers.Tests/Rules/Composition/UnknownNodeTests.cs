using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class UnknownNodeTests() : RuleTests("CB1004")
{
    [Fact]
    public async Task Misspelled_function_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction(\"square\")] public static int Square(int x) => x; public static object D() => new DagNodeShape(\"sqaure\", \"a\", [DagBinding.FromInput(0)]);",
        "\"sqaure\"",
        "did you mean 'square'?");

    [Fact]
    public async Task Known_function_and_one_of_another_package_are_not() => await AssertSilentAsync("""
        [CloudburstFunction("square")] public static int Square(int x) => x;
        public static object A() => new DagNodeShape("square", "a", [DagBinding.FromInput(0)]);
        public static object B() => new DagNodeShape("billing.charge", "a", [DagBinding.FromInput(0)]);
        public static object C() => new DagNodeShape("square2", "a", [DagBinding.FromInput(0)]);
        """);
}
