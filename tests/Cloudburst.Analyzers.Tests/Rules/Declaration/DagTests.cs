using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class DagTests() : RuleTests("CB0019")
{
    [Theory]
    [InlineData("[CloudburstDag] public Dag D => null!;", "it is not static")]
    [InlineData("[CloudburstDag] public static Dag D(int x) => null!;", "it takes parameters")]
    [InlineData("[CloudburstDag] public static Dag D<T>() => null!;", "it is generic")]
    [InlineData("[CloudburstDag] public static int D => 1;", "it returns a 'int'")]
    [InlineData("[CloudburstDag] public static Dag D { set { } }", "it can't be read")]
    public async Task Member_that_is_no_dag_is_reported(string members, string reason) =>
        await AssertReportsInAsync($"public partial class Shop {{ {members} }}", "D", reason);

    [Fact]
    public async Task Static_property_and_method_are_not() => await AssertSilentAsync(
        "[CloudburstDag] public static Dag<int, int> D => null!; [CloudburstDag] internal static Dag E() => D;");
}
