using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class AsyncVoidTests() : RuleTests("CB0001")
{
    [Fact]
    public async Task AsyncVoid_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static async void F() => await Task.Yield();", "F", "'Shop.F' cannot be a Cloudburst function, as it is 'async void'");

    [Fact]
    public async Task Void_and_async_task_are_not() => await AssertSilentAsync(
        "[CloudburstFunction] public static void F() { } [CloudburstFunction] public static async Task G() => await Task.Yield(); public static async void H() => await Task.Yield();");
}
