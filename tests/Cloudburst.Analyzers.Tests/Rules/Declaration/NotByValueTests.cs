using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class NotByValueTests() : RuleTests("CB0003")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static void F(ref int x) { }", "it is passed by reference")]
    [InlineData("[CloudburstFunction] public static void F(in int x) { }", "it is passed by reference")]
    [InlineData("[CloudburstFunction] public static void F(out int x) => x = 1;", "it is passed by reference")]
    [InlineData("[CloudburstFunction] public static void F(Span<int> x) { }", "a 'System.Span<int>' lives on the stack")]
    [InlineData("[CloudburstFunction] public static void F(params ReadOnlySpan<int> x) { }", "lives on the stack")]
    [InlineData("[CloudburstFunction] public static unsafe void F(int*[] x) { }", "lives on the stack")]
    public async Task Reference_is_reported(string members, string reason) => await AssertReportsAsync(members, "x", reason);

    [Fact]
    public async Task Value_is_not() => await AssertSilentAsync("[CloudburstFunction] public static void F(int[] x, ReadOnlyMemory<int> y, params string[] z) { }");
}
