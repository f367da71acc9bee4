using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class MixedKindsTests() : RuleTests("CB2003")
{
    private const string State = "[CloudburstState(\"shop\")] public partial class S { public partial Counter Stock(string sku); public partial Register<int> Price(string sku); }";

    [Fact]
    public async Task Counter_that_is_bound_as_a_register_is_reported() => await AssertReportsInAsync(
        State + "public static partial class Shop { [CloudburstFunction] public static int F(string id, [FromState(\"shop/stock/{id}\")] int stock) => stock; }",
        "stock",
        "The key 'shop/stock/{}' cannot be a Register, as 'S.Stock' uses it as a Counter");

    [Theory]
    [InlineData("new Counter(store, \"k\"); _ = new Counter(store, \"k\"); _ = new Register<int>(store, \"k\");", "\"k\"")]
    [InlineData("new Counter(store, $\"a/{x}\"); _ = new Counter(store, $\"a/{x}\"); _ = new Flag(store, $\"a/{x}\");", "$\"a/{x}\"")]
    [InlineData("new SetOf<int>(store, \"k\"); _ = new SetOf<int>(store, \"k\"); _ = Ref.To<int>(\"k\");", "\"k\"")]
    public async Task Minority_is_reported(string handles, string underlined) =>
        await AssertReportsAsync($"public static void F(IStateStore store, int x) {{ _ = {handles} }}", underlined, "cannot be a");

    [Fact]
    public async Task One_kind_and_different_or_unknown_keys_are_not() => await AssertSilentInAsync(State + """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string id, [FromState("shop/price/{id}")] int price, [FromState("{id}")] int any) => price + any;
            public static void G(IStateStore store, string key) { _ = new Counter(store, "a"); _ = new Flag(store, "b"); _ = new Counter(store, key); _ = new Flag(store, key); }
        }
        """);
}
