using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class ExternalEffectTests() : RuleTests("CB3004")
{
    [Theory]
    [InlineData("http.PostAsync(\"x\", null)", "HttpClient.PostAsync")]
    [InlineData("http.PatchAsync(\"x\", null)", "HttpClient.PatchAsync")]
    [InlineData("Pay(http)", "'Shop.Pay', called by 'Shop.F',")]
    public async Task Effect_without_a_key_is_reported(string call, string reason) => await AssertReportsAsync(
        $"[CloudburstFunction] public static async Task F(System.Net.Http.HttpClient http, CancellationToken token) => await {call};".Replace("(System", "([FromServices] System", StringComparison.Ordinal)
            + "static Task Pay(System.Net.Http.HttpClient http) => http.PostAsync(\"x\", null); public sealed class FromServicesAttribute : Attribute;",
        call,
        reason);

    [Fact]
    public async Task Database_command_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static void F([FromServices] System.Data.Common.DbCommand command) => command.ExecuteNonQuery(); public sealed class FromServicesAttribute : Attribute;",
        "command.ExecuteNonQuery()",
        "DbCommand.ExecuteNonQuery");

    [Fact]
    public async Task Effect_with_the_request_id_reads_and_idempotent_methods_are_not() => await AssertSilentAsync("""
        public sealed class FromServicesAttribute : Attribute;
        [CloudburstFunction] public static async Task F([FromServices] System.Net.Http.HttpClient http, CloudburstContext context) => await http.PostAsync($"x?key={context.RequestId}", null, context.CancellationToken);
        [CloudburstFunction] public static async Task G([FromServices] System.Net.Http.HttpClient http, CancellationToken token) => await http.PutAsync("x", null, token);
        [CloudburstFunction] public static async Task<string> H([FromServices] System.Net.Http.HttpClient http, CancellationToken token) => await http.GetStringAsync("x", token);
        """);
}
