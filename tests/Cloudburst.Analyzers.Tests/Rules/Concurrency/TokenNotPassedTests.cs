using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class TokenNotPassedTests() : RuleTests("CB4003")
{
    [Theory]
    [InlineData("public static async Task F(CloudburstContext context, CancellationToken token) => await context.PutAsync(\"k\", 1);", "PutAsync")]
    [InlineData("public static async Task F(ICloudburstClient cloud, CancellationToken token) => await cloud.CallAsync(new Function<int, int>(\"f\"), 1);", "CallAsync")]
    [InlineData("public static void F(CloudburstContext context) { Func<CancellationToken, Task> f = async token => await context.PutAsync(\"k\", 1); }", "PutAsync")]
    [InlineData("public static async Task F(CloudburstContext context, CancellationToken token) { await G(); async Task G() => await context.PutAsync(\"k\", 1); }", "PutAsync")]
    public async Task Omitted_token_is_reported(string member, string underlined) => await AssertReportsAsync(member, underlined, "as 'token' is not passed on");

    [Fact]
    public async Task Passed_deliberate_and_unreachable_tokens_are_not() => await AssertSilentAsync("""
        public static async Task F(CloudburstContext context, CancellationToken token) => await context.PutAsync("k", 1, token);
        public static async Task G(CloudburstContext context, CancellationToken token) => await context.DeleteAsync("k", CancellationToken.None);
        public static async Task H(CloudburstContext context) => await context.PutAsync("k", 1);
        public static void I(CancellationToken token) { Func<CloudburstContext, Task> f = static async context => await context.PutAsync("k", 1); }
        """);

    [Fact]
    public async Task Story_of_a_host_is_not() => await AssertSilentAsync("""
        public static void Main() { Func<ICloudburstClient, CancellationToken, Task> story = async (cloud, stop) => await cloud.CallAsync(new Function<int, int>("f"), 1); }
        """);
}
