using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class TooManyParametersTests() : RuleTests("CB0016")
{
    [Fact]
    public async Task Nine_are_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static void F(int a, int b, int c, int d, int e, int f, int g, int h, Ref<int> i) { }", "F", "as it takes 9 arguments");

    [Fact]
    public async Task Eight_and_injected_ones_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static void F(int a, int b, int c, int d, int e, int f, int g, int h, CloudburstContext i, [FromState(\"k\")] int j, CancellationToken k) { }");
}
