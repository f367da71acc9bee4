using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Refactorings;

public class MakeFunctionTests : RefactoringTests
{
    private const string Title = "Make this method a Cloudburst function";

    [Fact]
    public async Task Method_and_the_types_around_it_get_what_the_generator_asks_for() => await AssertRefactorsAsync(Title, """
        namespace MyApp;

        // All of it.
        public class Shop
        {
            private class Prices
            {
                /// <summary>What it costs.</summary>
                private int $$Price(int quantity) => quantity * 2;
            }
        }
        """, """
        namespace MyApp;

        // All of it.
        public partial class Shop
        {
            internal partial class Prices
            {
                /// <summary>What it costs.</summary>
                [CloudburstFunction]
                internal static int Price(int quantity) => quantity * 2;
            }
        }
        """);

    [Fact]
    public async Task Method_that_lacks_nothing_but_the_attribute_gets_only_that() => await AssertRefactorsAsync(Title, """
        public static partial class Shop
        {
            [Obsolete("Ask for a price")]
            public static async Task<int> Price(int quantity, CancellationToken token$$)
            {
                await Task.Delay(1, token);
                return quantity;
            }
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction]
            [Obsolete("Ask for a price")]
            public static async Task<int> Price(int quantity, CancellationToken token)
            {
                await Task.Delay(1, token);
                return quantity;
            }
        }
        """);

    [Fact]
    public async Task Async_void_becomes_a_task() => await AssertRefactorsAsync(Title, """
        public static class Shop
        {
            public static async void $$Wait() => await Task.Yield();
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static async Task Wait() => await Task.Yield();
        }
        """);

    [Fact]
    public async Task Method_that_uses_a_service_of_its_object_becomes_a_function_of_it() => await AssertRefactorsAsync(Title, """
        namespace MyApp;

        public interface IPrices { decimal Of(string sku); }

        public interface IShop { decimal Total(string sku, int quantity); }

        public sealed class Shop(IPrices prices) : IShop, IDisposable
        {
            public decimal $$Total(string sku, int quantity) => prices.Of(sku) * quantity;

            public void Dispose() { }
        }
        """, """
        namespace MyApp;

        public interface IPrices { decimal Of(string sku); }

        public interface IShop { decimal Total(string sku, int quantity); }

        public sealed partial class Shop(IPrices prices) : IShop, IDisposable
        {
            [CloudburstFunction]
            public decimal Total(string sku, int quantity) => prices.Of(sku) * quantity;

            public void Dispose() { }
        }
        """);

    [Fact]
    public async Task Hidden_method_that_reads_a_field_is_made_reachable_and_not_static() => await AssertRefactorsAsync(Title, """
        public class Shop
        {
            private readonly int _tax = 19;

            private decimal $$Tax(decimal price) => price * _tax / 100;
        }
        """, """
        public partial class Shop
        {
            private readonly int _tax = 19;

            [CloudburstFunction]
            internal decimal Tax(decimal price) => price * _tax / 100;
        }
        """);

    [Theory]
    [InlineData("public static partial class Shop { [CloudburstFunction] public static int $$F() => 1; }")]
    [InlineData("public struct Shop { private int _n; public int $$F() => _n; }")]
    [InlineData("public abstract class Shop { private int _n; public int $$F() => _n; }")]
    [InlineData("public class Shop { private readonly int _n; private Shop(int n) => _n = n; public int $$F() => _n; }")]
    [InlineData("public class Shop { public required int N { get; init; } public int $$F() => N; }")]
    [InlineData("public class Shop : IDisposable { private int _n; public void $$Dispose() => _n = 1; }")]
    [InlineData("public class Shop : IAsyncInitializable { private int _n; public ValueTask $$InitializeAsync(CancellationToken token) { _n = 1; return default; } }")]
    [InlineData("public class Shop(int n) { public int $$F() => n; }")]
    [InlineData("public class Shop { public static T $$F<T>(T x) => x; }")]
    [InlineData("public class Shop<T> { public static int $$F() => 1; }")]
    [InlineData("public class Shop { public static int $$F(ref int x) => x; }")]
    [InlineData("public class Shop { public static int $$F(Span<int> x) => x[0]; }")]
    [InlineData("public class Shop { public virtual int $$F() => 1; }")]
    [InlineData("public class Shop : IDisposable { public void $$Dispose() { } }")]
    [InlineData("public interface IShop { static int $$F() => 1; }")]
    [InlineData("file static class Shop { public static int $$F() => 1; }")]
    [InlineData("public static class Shop { public static int F() => $$1; }")]
    [InlineData("public static class Shop { public static void $$Main() { } }")]
    public async Task Method_that_no_modifier_makes_a_function_is_left_alone(string source) => await AssertOffersNothingAsync(source);
}
