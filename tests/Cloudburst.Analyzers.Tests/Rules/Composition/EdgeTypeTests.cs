using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class EdgeTypeTests() : RuleTests("CB1001")
{
    private const string Functions = """
        [CloudburstFunction] public static int Square(int x) => x * x;
        [CloudburstFunction] public static string Shout(string x) => x;
        [CloudburstFunction] public static void Log(int x) { }
        [CloudburstFunction] public static int Sum(int x, int y) => x + y;
        [CloudburstFunction] public static int Mixed(int x, string y) => x;
        """;

    [Theory]
    [InlineData("Dag.Start(Functions.Square).Then(Functions.Shout)", "Functions.Shout", "The edge from 'Square' to 'Shout' cannot be drawn, as 'Square' yields 'int' and 'Shout' takes 'string'")]
    [InlineData("Dag.Start(Functions.Log).Then(Functions.Square)", "Functions.Square", "'Log' yields nothing and 'Square' takes 'int'")]
    [InlineData("Dag.Start(Functions.Square).Fork(Functions.Square, Functions.Shout).Join(Functions.Mixed)", "Functions.Shout", "'Square' yields 'int' and 'Shout' takes 'string'")]
    [InlineData("Dag.Start(Functions.Square).Fork(Functions.Square, Functions.Square).Join(Functions.Mixed)", "Functions.Mixed", "'the right branch' yields 'int' and 'Mixed' takes 'string'")]
    [InlineData("Dag.Build<int, string>((b, x) => b.Add(Functions.Shout, x))", "Functions.Shout", "'x' yields 'int'")]
    public async Task Wrong_type_is_reported(string dag, string underlined, string reason) => await AssertReportsAsync($"{Functions} public static object D() => {dag};", underlined, reason);

    [Fact]
    public async Task Right_types_are_not() => await AssertSilentAsync(Functions + """
        [CloudburstDag] public static Dag<int, int> A => Dag.Start(Functions.Square).Then(Functions.Square);
        [CloudburstDag] public static Dag<int, int> B => Dag.Start(Functions.Square).Fork(Functions.Square, Functions.Square).Join(Functions.Sum);
        [CloudburstDag] public static Dag<int, int> C => Dag.Build<int, int>((b, x) => b.Add(Functions.Mixed, b.Add(Functions.Square, x), "constant", "label"));
        """);
}
