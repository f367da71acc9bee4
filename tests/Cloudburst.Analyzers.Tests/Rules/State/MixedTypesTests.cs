using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.State;

public class MixedTypesTests() : RuleTests("CB2004")
{
    [Fact]
    public async Task Two_types_of_value_are_reported() => await AssertReportsAsync(
        "public static async Task F(CloudburstContext context) { await context.PutAsync(\"k\", 5); await context.PutAsync(\"k\", 6); await context.GetAsync<long>(\"k\"); }",
        "\"k\"",
        "The key 'k' cannot hold a 'long', as 'Shop.F' uses it with a 'int'");

    [Fact]
    public async Task State_class_decides_and_the_other_is_reported() => await AssertReportsInAsync("""
        [CloudburstState("shop")] public partial class S { public partial Register<long> Price(string sku); }
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string id, [FromState("shop/price/{id}")] int price) => price;
        }
        """, "price", "'S.Price' uses it with a 'long'");

    [Fact]
    public async Task Nullable_and_equal_types_are_not() => await AssertSilentInAsync("""
        [CloudburstState("shop")] public partial class S { public partial Register<int> Price(string sku); public partial Register<string> Name(); }
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string id, [FromState("shop/price/{id}")] int? price, [FromState("shop/name")] string? name) => price ?? name?.Length ?? 0;
            public static async Task G(CloudburstContext context) { await context.PutAsync("a", 5); await context.PutAsync("b", 6L); await context.GetAsync<int>("a"); }
        }
        """);
}
