using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class NotAwaitedTests() : RuleTests("CB4002")
{
    [Theory]
    [InlineData("_ = context.PutAsync(\"k\", 1);", "PutAsync")]
    [InlineData("context.PutAsync(\"k\", 1);", "PutAsync")]
    [InlineData("new Flag(context.State, \"k\").RaiseAsync();", "RaiseAsync")]
    [InlineData("_ = context.SendAsync(context.Id, 1).AsTask();", "SendAsync")]
    [InlineData("Action later = () => context.PutAsync(\"k\", 1); later();", "PutAsync")]
    public async Task Dropped_task_is_reported(string statements, string underlined) =>
        await AssertReportsAsync($"[CloudburstFunction] public static void F(CloudburstContext context) {{ {statements} }}", underlined, "must be awaited");

    [Fact]
    public async Task Awaited_returned_and_kept_tasks_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static async Task F(CloudburstContext context) => await context.PutAsync("k", 1).ConfigureAwait(false);
        [CloudburstFunction] public static ValueTask G(CloudburstContext context) => context.PutAsync("k", 1);
        [CloudburstFunction] public static async Task H(CloudburstContext context) { var a = context.PutAsync("a", 1); await context.PutAsync("b", 1); await a; }
        [CloudburstFunction] public static async Task I(CloudburstContext context) => await Task.WhenAll(context.PutAsync("a", 1).AsTask(), context.PutAsync("b", 1).AsTask());
        [CloudburstFunction] public static async Task J(CloudburstContext context) { _ = await context.GetAsync<int>("k"); }
        public static void K(CloudburstContext context) { Func<ValueTask> later = () => context.PutAsync("k", 1); _ = later; }
        """);
}
