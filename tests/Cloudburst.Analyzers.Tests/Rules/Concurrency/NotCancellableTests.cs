using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Concurrency;

public class NotCancellableTests() : RuleTests("CB4004")
{
    [Fact]
    public async Task Function_that_waits_without_a_token_is_reported() => await AssertReportsInAsync(
        "[CloudburstState(\"s\")] public partial class S { public partial Flag Seen(); } public static partial class Shop { [CloudburstFunction] public static async Task F(S state) => await state.Seen().RaiseAsync(); }",
        "F",
        "The function 'Shop.F' cannot be stopped");

    [Fact]
    public async Task Function_with_a_token_or_a_context_or_without_operations_is_not() => await AssertSilentInAsync("""
        [CloudburstState("s")] public partial class S { public partial Flag Seen(); }
        public static partial class Shop
        {
            [CloudburstFunction] public static async Task F(S state, CancellationToken token) => await state.Seen().RaiseAsync(token);
            [CloudburstFunction] public static async Task G(S state, CloudburstContext context) => await state.Seen().RaiseAsync(context.CancellationToken);
            [CloudburstFunction] public static async Task H() => await Task.Yield();
            public static async Task NoFunction(S state) => await state.Seen().RaiseAsync();
        }
        """);
}
