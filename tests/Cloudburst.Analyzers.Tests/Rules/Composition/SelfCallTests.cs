using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Composition;

public class SelfCallTests() : RuleTests("CB1014")
{
    [Theory]
    [InlineData("cloud.CallAsync(Functions.F, 1, cancellationToken: token)")]
    [InlineData("cloud.Shop.FAsync(1, cancellationToken: token)")]
    public async Task Call_of_itself_is_reported(string call) => await AssertReportsAsync(
        $"public sealed class FromServicesAttribute : Attribute; [CloudburstFunction] public static async Task<int> F(int x, [FromServices] ICloudburstClient cloud, CancellationToken token) => await {call};",
        call,
        "The call of 'Shop.F' in 'Shop.F' must not be waited for");

    [Fact]
    public async Task Call_of_another_function_and_start_are_not() => await AssertSilentAsync("""
        public sealed class FromServicesAttribute : Attribute;
        [CloudburstFunction] public static int G(int x) => x;
        [CloudburstFunction] public static async Task<int> F(int x, [FromServices] ICloudburstClient cloud, CancellationToken token)
        {
            await cloud.StartAsync(Functions.F, 1, cancellationToken: token);
            await cloud.Shop.StartFAsync(1, cancellationToken: token);
            return await cloud.CallAsync(Functions.G, 1, cancellationToken: token) + await cloud.Shop.GAsync(1, cancellationToken: token);
        }
        """);
}
