using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class CultureKeyTests() : RuleTests("CB2009")
{
    [Theory]
    [InlineData("context.PutAsync($\"p/{price}\", 1)", "$\"p/{price}\"", "'price'")]
    [InlineData("context.PutAsync(\"p/\" + price, 1)", "\"p/\" + price", "'price'")]
    [InlineData("context.PutAsync(price.ToString(), 1)", "price.ToString()", "'price'")]
    [InlineData("context.PutAsync($\"d/{at:d}\", 1)", "$\"d/{at:d}\"", "'at'")]
    [InlineData("new Register<int>(context.State, $\"d/{at}\").WriteAsync(1)", "$\"d/{at}\"", "'at'")]
    public async Task Text_of_the_culture_is_reported(string call, string underlined, string reason) =>
        await AssertReportsAsync($"public static async Task F(CloudburstContext context, decimal price, DateTimeOffset at) => await {call};", underlined, reason);

    [Fact]
    public async Task Text_in_a_variable_and_of_the_clock_is_reported()
    {
        await AssertReportsAsync("public static async Task F(CloudburstContext context, double x) { var key = $\"k/{x}\"; await context.PutAsync(key, 1); }", "$\"k/{x}\"", "'x'");
        await AssertReportsAsync("public static async Task F(CloudburstContext context) => await context.PutAsync($\"k/{DateTime.UtcNow.Year}\", 1);", "$\"k/{DateTime.UtcNow.Year}\"", "'DateTime.UtcNow.Year'");
    }

    [Fact]
    public async Task Invariant_text_is_not() => await AssertSilentAsync("""
        public static async Task F(CloudburstContext context, decimal price, DateTimeOffset at, int n, Guid id, string text)
        {
            await context.PutAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p/{price}"), 1);
            await context.PutAsync(price.ToString(System.Globalization.CultureInfo.InvariantCulture), 1);
            await context.PutAsync(FormattableString.Invariant($"p/{price}"), 1);
            await context.PutAsync($"k/{n}/{id}/{text}/{at:O}", 1);
            Console.WriteLine($"{price}");
        }
        """);
}
