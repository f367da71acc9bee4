using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class DagTypeTests() : RuleTests("CB1009")
{
    [Theory]
    [InlineData("[CloudburstDag] public static Dag<int, string> D => Dag.Start(Functions.F);")]
    [InlineData("[CloudburstDag] public static Dag<int, string> D() => Dag.Start(Functions.F).Named(\"d\");")]
    [InlineData("[CloudburstDag] public static Dag<int, string> D { get; } = Dag.Start(Functions.F);")]
    [InlineData("public static void G() { Dag<int, string> d = Dag.Start(Functions.F); }")]
    public async Task Other_type_is_reported(string member) => await AssertReportsAsync(
        $"[CloudburstFunction] public static int F(int x) => x; {member}", "Dag<int, string>", "what is composed is a 'Cloudburst.Dag<int, int>'");

    [Fact]
    public async Task Same_type_and_base_types_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static int F(int x) => x;
        [CloudburstDag] public static Dag<int, int> A => Dag.Start(Functions.F);
        [CloudburstDag] public static Dag<int> B => A;
        [CloudburstDag] public static Dag C() => B;
        """);
}
