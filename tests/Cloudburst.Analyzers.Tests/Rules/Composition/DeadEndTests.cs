using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class DeadEndTests() : RuleTests("CB1007")
{
    [Theory]
    [InlineData("b.Add(Functions.F, x); return b.Add(Functions.F, x);")]
    [InlineData("var unused = b.Add(Functions.F, x); return b.Add(Functions.F, x);")]
    [InlineData("_ = b.Add(Functions.F, x); return b.Add(Functions.F, x);")]
    public async Task Node_that_leads_nowhere_is_reported(string statements) => await AssertReportsAsync(
        $"[CloudburstFunction] public static int F(int x) => x; public static object D() => Dag.Build<int, int>((b, x) => {{ {statements} }});", "Add", "The node of 'Functions.F' cannot be part of the DAG");

    [Fact]
    public async Task Nodes_that_are_used_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static int F(int x) => x; public static object D() => Dag.Build<int, int>((b, x) => { var a = b.Add(Functions.F, x); return b.Add(Functions.F, a); });");
}
