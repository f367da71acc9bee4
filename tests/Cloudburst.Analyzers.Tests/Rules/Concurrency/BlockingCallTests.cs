using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class BlockingCallTests() : RuleTests("CB4001")
{
    [Theory]
    [InlineData("Later().Result", "Later().Result", "Task.Result")]
    [InlineData("Later().GetAwaiter().GetResult()", "Later().GetAwaiter().GetResult()", "GetAwaiter().GetResult")]
    [InlineData("Later().ConfigureAwait(false).GetAwaiter().GetResult()", "Later().ConfigureAwait(false).GetAwaiter().GetResult()", "GetAwaiter().GetResult")]
    [InlineData("new ValueTask<int>(1).Result", "new ValueTask<int>(1).Result", "ValueTask.Result")]
    [InlineData("Blocking()", "Blocking()", "'Shop.Blocking', called by 'Shop.F',")]
    public async Task Blocking_call_is_reported(string expression, string underlined, string reason) => await AssertReportsAsync(
        $"[CloudburstFunction] public static int F() => {expression}; static Task<int> Later() => Task.FromResult(1); static int Blocking() => Later().Result;", underlined, reason);

    [Theory]
    [InlineData("Thread.Sleep(5)", "Thread.Sleep")]
    [InlineData("Task.Delay(5).Wait()", "Task.Wait")]
    [InlineData("Task.WaitAll(Task.CompletedTask)", "Task.WaitAll")]
    public async Task Waiting_is_reported(string statement, string reason) =>
        await AssertReportsAsync($"[CloudburstFunction] public static void F() {{ {statement}; }}", statement, $"The call of '{reason}' by 'Shop.F'");

    [Fact]
    public async Task Awaiting_and_completed_tasks_are_not() => await AssertSilentAsync("""
        static Task<int> Later() => Task.FromResult(1);
        [CloudburstFunction] public static async Task<int> F() => await Later();
        [CloudburstFunction] public static async Task<int> G() { var a = Later(); var b = Later(); await Task.WhenAll(a, b); return a.Result + b.Result; }
        [CloudburstFunction] public static async Task<int> H() { var a = Later(); return a.IsCompletedSuccessfully ? a.Result : await a; }
        [CloudburstFunction] public static async Task<int> I() { var a = Later(); await a; return a.GetAwaiter().GetResult(); }
        public static int NoFunction() => Later().Result;
        public record Game(int Result);
        [CloudburstFunction] public static int J(Game game) => game.Result;
        """);
}
