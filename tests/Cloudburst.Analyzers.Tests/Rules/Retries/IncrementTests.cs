using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Retries;

public class IncrementTests() : RuleTests("CB3005")
{
    [Fact]
    public async Task Addition_is_reported() => await AssertReportsAsync(
        "[CloudburstFunction] public static async Task F(CloudburstContext context, CancellationToken token) => await new Counter(context.State, \"k\").AddAsync(1, token);",
        "new Counter(context.State, \"k\").AddAsync(1, token)",
        "The 'Counter.AddAsync' of 'Shop.F' may count more than once");

    [Fact]
    public async Task Reading_and_adding_to_a_set_are_not() => await AssertSilentAsync("""
        [CloudburstFunction] public static async Task<long> F(CloudburstContext context, CancellationToken token) => await new Counter(context.State, "k").ReadAsync(token);
        [CloudburstFunction] public static async Task G(CloudburstContext context, CancellationToken token) => await new SetOf<string>(context.State, "s").AddAsync(context.RequestId, token);
        """);
}
