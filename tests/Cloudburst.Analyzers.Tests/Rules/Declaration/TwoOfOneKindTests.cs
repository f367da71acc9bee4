using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class TwoOfOneKindTests() : RuleTests("CB0009")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static void F(CancellationToken a, CancellationToken b) { }", "two cancellation tokens")]
    [InlineData("[CloudburstFunction] public static void F(CloudburstContext a, int x, CloudburstContext b) { }", "two contexts")]
    public async Task Second_one_is_reported(string members, string reason) => await AssertReportsAsync(members, "b", reason);

    [Fact]
    public async Task One_of_each_is_not() => await AssertSilentAsync("[CloudburstFunction] public static void F(CancellationToken a, CloudburstContext b) { }");
}
