using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Messaging;

public class EndlessReceiveTests() : RuleTests("CB6003")
{
    [Theory]
    [InlineData("Timeout.InfiniteTimeSpan")]
    [InlineData("TimeSpan.MaxValue")]
    public async Task Endless_wait_is_reported(string timeout) =>
        await AssertReportsAsync($"public static async Task F(CloudburstContext context) => await context.ReceiveAsync<int>({timeout});", timeout, $"as '{timeout}' keeps the worker");

    [Fact]
    public async Task Bounded_wait_is_not() => await AssertSilentAsync(
        "public static async Task F(CloudburstContext context, TimeSpan time) { await context.ReceiveAsync<int>(TimeSpan.FromSeconds(5.0)); await context.ReceiveAsync<int>(time); }");
}
