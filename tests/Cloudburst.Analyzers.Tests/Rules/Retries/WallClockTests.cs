using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class WallClockTests() : RuleTests("CB3002")
{
    [Theory]
    [InlineData("DateTime.UtcNow.Year", "DateTime.UtcNow")]
    [InlineData("DateTime.Now.Year", "DateTime.Now")]
    [InlineData("DateTime.Today.Year", "DateTime.Today")]
    [InlineData("DateTimeOffset.UtcNow.Year", "DateTimeOffset.UtcNow")]
    [InlineData("Environment.TickCount", "Environment.TickCount")]
    [InlineData("(int)Environment.TickCount64", "Environment.TickCount64")]
    [InlineData("(int)System.Diagnostics.Stopwatch.GetTimestamp()", "System.Diagnostics.Stopwatch.GetTimestamp()")]
    [InlineData("TimeProvider.System.GetUtcNow().Year", "TimeProvider.System")]
    public async Task Clock_is_reported(string expression, string underlined) =>
        await AssertReportsAsync($"[CloudburstFunction] public static int F() => {expression};", underlined, "'Shop.F' takes from");

    [Fact]
    public async Task Clock_of_a_helper_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static int F() => Age(1); static int Age(int born) => DateTime.UtcNow.Year - born;", "Age(1)", "'Shop.Age', called by 'Shop.F', takes from 'DateTime.UtcNow'");

    [Fact]
    public async Task Clock_of_the_context_and_given_times_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static int F(CloudburstContext context) => context.Clock.GetUtcNow().Year;
        [CloudburstFunction] public static DateTimeOffset G(DateTimeOffset at) => at.AddDays(1);
        [CloudburstFunction] public static int H() => DateTime.MaxValue.Year;
        """);
}
