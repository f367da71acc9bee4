using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class InvalidTimeoutTests() : RuleTests("CB3010")
{
    [Theory]
    [InlineData("TimeSpan.Zero")]
    [InlineData("TimeSpan.FromSeconds(0.0)")]
    [InlineData("TimeSpan.FromSeconds(-1.5)")]
    [InlineData("Timeout.InfiniteTimeSpan")]
    [InlineData("TimeSpan.MinValue")]
    public async Task Timeout_that_is_not_positive_is_reported(string timeout) =>
        await AssertReportsAsync($"public static CallOptions F() => new() {{ Timeout = {timeout} }};", timeout, $"The timeout '{timeout}'");

    [Fact]
    public async Task Positive_unknown_and_absent_timeouts_are_not() => await AssertSilentAsync("""
        public static CallOptions F() => new() { Timeout = TimeSpan.FromSeconds(5.0) };
        public static CallOptions G(TimeSpan time) => new() { Timeout = time };
        public static CallOptions H() => CallOptions.Default with { Timeout = null };
        public class Other { public TimeSpan Timeout { get; init; } }
        public static Other I() => new() { Timeout = TimeSpan.Zero };
        """);
}
