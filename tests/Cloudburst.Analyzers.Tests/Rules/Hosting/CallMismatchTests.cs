using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Hosting;

public class CallMismatchTests() : RuleTests("CB7002")
{
    [Theory]
    [InlineData("new Function<int, string>(\"square\")", "new Function<int, string>(\"square\")", "it returns 'int', not 'string'")]
    [InlineData("new Function<long, int>(\"square\")", "new Function<long, int>(\"square\")", "its parameter 'x' is a 'int', not a 'long'")]
    [InlineData("new Function<int, int, int>(\"square\")", "new Function<int, int, int>(\"square\")", "it takes 1 arguments, not 2")]
    [InlineData("new CloudburstRequest<string>(\"square\")", "new CloudburstRequest<string>(\"square\")", "it returns 'int', not 'string'")]
    [InlineData("new Function<int, int>(\"sqaure\")", "\"sqaure\"", "the nearest is 'square'")]
    public async Task Call_that_cannot_succeed_is_reported(string expression, string underlined, string reason) =>
        await AssertReportsAsync($"[CloudburstFunction(\"square\")] public static int Square(int x) => x; public static object F() => {expression};", underlined, reason);

    [Fact]
    public async Task Matching_and_unknown_calls_are_not() => await AssertSilentAsync("""
        [CloudburstFunction("square")] public static Task<int> Square(int x, CancellationToken token) => Task.FromResult(x);
        [CloudburstFunction("log")] public static void Log(string? text) { }
        public static object F() => new CloudburstRequest<int>("square");
        public static object G() => new CloudburstRequest<Unit>("log");
        public static object H() => new Function<int, string>("something.else");
        public static object I<T>() => new CloudburstRequest<T>("square");
        """);
}
