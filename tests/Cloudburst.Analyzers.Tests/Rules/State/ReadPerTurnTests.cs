using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class ReadPerTurnTests() : RuleTests("CB2012")
{
    [Fact]
    public async Task Read_in_a_loop_is_reported() => await AssertReportsAsync("""
        public static async Task<long> F(CloudburstContext context, string[] skus, CancellationToken token)
        {
            var sum = 0L;
            foreach (var sku in skus)
                sum += await new Counter(context.State, $"stock/{sku}").ReadAsync(token);
            return sum;
        }
        """, "ReadAsync", "waits once per turn");

    [Fact]
    public async Task Read_of_the_context_in_a_loop_is_reported() => await AssertReportsAsync(
        "public static async Task F(CloudburstContext context, string[] names) { foreach (var name in names) Console.WriteLine(await context.GetAsync<int>(name)); }", "GetAsync", "waits once per turn");

    [Fact]
    public async Task Reads_together_of_one_key_and_between_writes_are_not() => await AssertSilentAsync("""
        public static async Task F(CloudburstContext context, string[] skus, IAsyncEnumerable<string> stream)
        {
            var tasks = new List<Task<long>>();
            foreach (var sku in skus)
                tasks.Add(new Counter(context.State, $"stock/{sku}").ReadAsync().AsTask());
            foreach (var _ in skus)
                await context.GetAsync<int>("fixed");
            foreach (var sku in skus)
            {
                if (await context.GetAsync<int>($"a/{sku}") > 0)
                    await context.PutAsync($"b/{sku}", 1);
            }
            await foreach (var sku in stream)
                await context.GetAsync<int>(sku);
        }
        """);
}
