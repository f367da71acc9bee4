using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class PlainCallTests() : RuleTests("CB1013")
{
    [Fact]
    public async Task Plain_call_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static int F(int x) => G(x) + 1; [CloudburstFunction] public static int G(int x) => x;", "G(x)", "The call of 'Shop.G' in 'Shop.F' runs here and now");

    [Fact]
    public async Task Recursion_and_calls_from_elsewhere_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static int F(int x) => x == 0 ? 0 : F(x - 1); public static int Plain() => F(1); [CloudburstDag] public static Dag<int, int> D => Dag.Start(Functions.F);");
}
