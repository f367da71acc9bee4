using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class LimitTests() : RuleTests("CB0020")
{
    [Theory]
    [InlineData("TimeoutSeconds = 0", "The 'TimeoutSeconds' of 'Shop.F'")]
    [InlineData("TimeoutSeconds = -1", "it must be a thousandth of a second at least")]
    [InlineData("TimeoutSeconds = double.NaN", "it must be a thousandth of a second at least")]
    [InlineData("TimeoutSeconds = 1e9", "24 days at most")]
    [InlineData("MaxConcurrency = 0", "it must be 1 at least")]
    [InlineData("MaxBatch = 0", "it must be 1 at least")]
    [InlineData("MemoryMB = 0", "it must be 1 at least")]
    [InlineData("Resource = \"\"", "a label consists of letters")]
    [InlineData("Resource = \"gpu,big\"", "a label consists of letters")]
    public async Task Limit_that_means_nothing_is_reported(string limit, string reason) => await AssertReportsAsync(
        $"[CloudburstFunction({limit})] public static int F() => 1;", "F", reason);

    [Fact]
    public async Task Limits_that_can_be_kept_are_not() => await AssertSilentAsync(
        "[CloudburstFunction(TimeoutSeconds = 0.5, MaxConcurrency = 4, Resource = \"gpu-a100\")] public static int F() => 1; [CloudburstFunction(Resource = null)] public static int G() => 1;");
}
