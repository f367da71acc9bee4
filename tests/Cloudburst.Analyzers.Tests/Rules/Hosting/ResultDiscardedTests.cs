using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Hosting;

public class ResultDiscardedTests() : RuleTests("CB7004")
{
    [Theory]
    [InlineData("_ = cloud.Shop.FAsync(1);", "FAsync")]
    [InlineData("cloud.Shop.StartFAsync(1);", "StartFAsync")]
    [InlineData("cloud.CallAsync(Functions.F, 1);", "CallAsync")]
    [InlineData("_ = cloud.DeleteDagAsync(\"d\");", "DeleteDagAsync")]
    public async Task Dropped_call_is_reported(string statement, string underlined) => await AssertReportsAsync(
        $"[CloudburstFunction] public static int F(int x) => x; public static void G(ICloudburstClient cloud) {{ {statement} }}", underlined, "must be awaited");

    [Fact]
    public async Task Awaited_and_kept_calls_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static int F(int x) => x;
        public static async Task<int> G(ICloudburstClient cloud) { var later = await cloud.Shop.StartFAsync(1); return await cloud.Shop.FAsync(later); }
        public static Task<int> H(ICloudburstClient cloud) => cloud.CallAsync(Functions.F, 1);
        """);
}
