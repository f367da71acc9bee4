using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Contracts;

public class DateTimeKindTests() : RuleTests("CB5010")
{
    [Theory]
    [InlineData("[CloudburstFunction] public static void F(DateTime at) { }", "at", "The moment of the parameter 'at' cannot be told for certain, as 'at' is a DateTime")]
    [InlineData("public record Order(DateTime? At); [CloudburstFunction] public static void F(List<Order> orders) { }", "orders", "'orders[].At'")]
    public async Task DateTime_is_reported(string members, string underlined, string reason) => await AssertReportsAsync(members, underlined, reason);

    [Fact]
    public async Task DateTimeOffset_and_DateOnly_are_not() => await AssertSilentAsync("[CloudburstFunction] public static void F(DateTimeOffset at, DateOnly day, TimeSpan span) { }");
}
