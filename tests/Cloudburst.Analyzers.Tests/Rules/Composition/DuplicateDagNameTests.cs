using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class DuplicateDagNameTests() : RuleTests("CB1005")
{
    [Fact]
    public async Task Two_dags_of_one_name_are_reported()
    {
        var found = await AllAnalyzers.RunAsync(InShop("""
            [CloudburstFunction] public static int F(int x) => x;
            [CloudburstDag] public static Dag<int, int> A => Dag.Start(Functions.F).Named("one");
            [CloudburstDag] public static Dag<int, int> B { get; } = Dag.Start(Functions.F).Then(Functions.F).Named("one");
            """));
        Assert.Equal(["CB1005", "CB1005"], found.Select(diagnostic => diagnostic.Id));
        Assert.Contains("The DAG 'Shop.A' cannot be registered as 'one', as 'Shop.B' has that name too", found[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Different_names_inner_dags_and_aliases_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static int F(int x) => x;
        [CloudburstDag] public static Dag<int, int> A => Dag.Start(Functions.F).Named("one");
        [CloudburstDag] public static Dag<int, int> B => Dag.Start(Functions.F).Named("one").Then(Functions.F).Named("two");
        [CloudburstDag] public static Dag<int, int> C() => A;
        public static Dag<int, int> NotRegistered => Dag.Start(Functions.F).Named("one");
        """);
}
