using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class ProcessLockTests() : RuleTests("CB4009")
{
    [Fact]
    public async Task Static_semaphore_around_state_is_reported() => await AssertReportsAsync("""
        private static readonly SemaphoreSlim Gate = new(1);
        [CloudburstFunction] public static async Task F(CloudburstContext context)
        {
            await Gate.WaitAsync();
            try { await context.PutAsync("k", 1); } finally { Gate.Release(); }
        }
        """, "Gate.WaitAsync()", "The 'SemaphoreSlim' in 'Shop.F'");

    [Fact]
    public async Task Semaphore_of_the_shared_object_around_state_is_reported() => await AssertReportsInAsync("""
        public partial class Shop
        {
            private readonly SemaphoreSlim _gate = new(1);
            [CloudburstFunction] public async Task F(CloudburstContext context) { await _gate.WaitAsync(); await context.PutAsync("k", 1); }
        }
        """, "_gate.WaitAsync()", "The 'SemaphoreSlim' in 'Shop.F'");

    [Fact]
    public async Task Lock_around_state_is_reported() => await AssertReportsAsync("""
        private static readonly object Gate = new();
        [CloudburstFunction] public static ValueTask F(CloudburstContext context) { lock (Gate) { return context.PutAsync("k", 1); } }
        """, "lock (Gate) { return context.PutAsync(\"k\", 1); }", "The 'lock' in 'Shop.F'");

    [Fact]
    public async Task Locks_around_other_things_are_not() => await AssertSilentAsync("""
        private static readonly object Gate = new();
        [CloudburstFunction] public static async Task<int> F(CloudburstContext context, int[] values)
        {
            var sum = 0;
            lock (Gate) { foreach (var value in values) sum += value; }
            await context.PutAsync("k", sum);
            var throttle = new SemaphoreSlim(4);
            await throttle.WaitAsync();
            return await context.GetAsync<int>("k");
        }
        """);
}
