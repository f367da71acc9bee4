using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class BindingCountTests() : RuleTests("CB1003")
{
    private const string Functions = """
        [CloudburstFunction("square")] public static int Square(int x) => x * x;
        [CloudburstFunction("sum")] public static int Sum(int x, int y, CancellationToken token) => x + y;
        """;

    [Theory]
    [InlineData("Dag.Build<int, int>((b, x) => b.Add(Functions.Sum, x))", "Functions.Sum", "as 'Sum' takes 2 arguments and 1 are bound")]
    [InlineData("Dag.Start(Functions.Square).Then(Functions.Sum)", "Functions.Sum", "takes 2 arguments and 1 are bound")]
    [InlineData("Dag.Start(Functions.Square).Fork(Functions.Square, Functions.Square).Join(Functions.Square)", "Functions.Square", "takes 1 arguments and 2 are bound")]
    [InlineData("new DagNodeShape(\"sum\", \"a\", [DagBinding.FromInput(0)])", "\"sum\"", "The node 'a' cannot run, as 'sum' takes 2 arguments and 1 are bound")]
    public async Task Wrong_number_is_reported(string dag, string underlined, string reason) => await AssertReportsAsync($"{Functions} public static object D() => {dag};", underlined, reason);

    [Fact]
    public async Task Right_number_is_not() => await AssertSilentAsync(Functions + """
        public static object A() => Dag.Build<int, int>((b, x) => b.Add(Functions.Sum, x, 5));
        public static object B() => new DagNodeShape("sum", "a", [DagBinding.FromInput(0), DagBinding.FromInput(0)]);
        public static object C(IReadOnlyList<DagBinding> bindings) => new DagNodeShape("sum", "a", bindings);
        """);
}
