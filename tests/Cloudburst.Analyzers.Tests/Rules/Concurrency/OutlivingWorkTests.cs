using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class OutlivingWorkTests() : RuleTests("CB4005")
{
    [Theory]
    [InlineData("_ = Task.Run(() => { });", "Task.Run(() => { })", "Task.Run")]
    [InlineData("Task.Factory.StartNew(() => { });", "Task.Factory.StartNew(() => { })", "TaskFactory.StartNew")]
    [InlineData("new Thread(() => { }).Start();", "new Thread(() => { })", "new Thread")]
    [InlineData("_ = new Timer(_ => { });", "new Timer(_ => { })", "new Timer")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { });", "ThreadPool.QueueUserWorkItem(_ => { })", "ThreadPool.QueueUserWorkItem")]
    [InlineData("Fire();", "Fire()", "'Shop.Fire', called by 'Shop.F',")]
    public async Task Work_that_nobody_waits_for_is_reported(string statement, string underlined, string reason) =>
        await AssertReportsAsync($"[CloudburstFunction] public static void F() {{ {statement} }} static void Fire() => _ = Task.Run(() => {{ }});", underlined, reason);

    [Fact]
    public async Task Awaited_work_is_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static async Task F() => await Task.Run(() => { });
        [CloudburstFunction] public static async Task G() { var work = Task.Run(() => 1); await work; }
        [CloudburstFunction] public static Task H() => Task.Run(() => { });
        public static void NoFunction() => _ = Task.Run(() => { });
        """);
}
