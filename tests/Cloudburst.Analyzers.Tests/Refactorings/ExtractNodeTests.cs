using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Refactorings;

public class ExtractNodeTests : RefactoringTests
{
    private const string Title = "Extract DAG node";

    [Fact]
    public async Task Expression_becomes_a_function_and_both_a_dag() => await AssertRefactorsAsync(Title, """
        namespace MyApp;

        public static partial class Pricing
        {
            /// <summary>The price.</summary>
            [CloudburstFunction]
            public static decimal Total(int quantity, decimal price, decimal tax)
            {
                // Before tax.
                var subtotal = [|quantity * price|];
                return subtotal * tax;
            }
        }
        """, """
        namespace MyApp;

        public static partial class Pricing
        {
            /// <summary>The price.</summary>
            [CloudburstFunction]
            public static decimal Total(decimal subtotal, decimal tax)
            {
                return subtotal * tax;
            }

            /// <summary>A step of <see cref="Total"/>.</summary>
            [CloudburstFunction]
            public static decimal Subtotal(int quantity, decimal price) => quantity * price;

            /// <summary><see cref="Subtotal"/>, then <see cref="Total"/>.</summary>
            [CloudburstDag]
            public static Dag<int, decimal, decimal, decimal> TotalDag => Dag.Build<int, decimal, decimal, decimal>((dag, quantity, price, tax) => dag.Add(Functions.Total, dag.Add(Functions.Subtotal, quantity, price), tax));
        }
        """);

    [Fact]
    public async Task Call_of_a_function_becomes_a_node_as_it_is() => await AssertRefactorsAsync(Title, """
        public static partial class Pricing
        {
            [CloudburstFunction] public static int Square(int x) => x * x;

            [CloudburstFunction] public static string Describe(int x) => $"{$$Square(x)} is the square of {x}";
        }
        """, """
        public static partial class Pricing
        {
            [CloudburstFunction] public static int Square(int x) => x * x;

            [CloudburstFunction] public static string Describe(int square, int x) => $"{square} is the square of {x}";

            [CloudburstDag]
            public static Dag<int, string> DescribeDag => Dag.Build<int, string>((dag, x) => dag.Add(Functions.Describe, dag.Add(Functions.Square, x), x));
        }
        """);

    [Fact]
    public async Task Awaited_read_takes_its_state_and_key_along() => await AssertRefactorsAsync(Title, """
        [CloudburstState("s")] public partial class S { public partial Counter Stock(string sku); }

        public static partial class Shop
        {
            [CloudburstFunction]
            internal static async Task<string> Report(string sku, string customer, [FromState("names/{customer}")] string? name, S state, CancellationToken token)
            {
                var left = await state.Stock(sku).$$ReadAsync(token);
                return $"{name}: {left}";
            }
        }
        """, """
        [CloudburstState("s")] public partial class S { public partial Counter Stock(string sku); }

        public static partial class Shop
        {
            [CloudburstFunction]
            internal static string Report(long left, string customer, [FromState("names/{customer}")] string? name)
            {
                return $"{name}: {left}";
            }

            [CloudburstFunction]
            internal static async Task<long> Left(string sku, S state, CancellationToken token) => await state.Stock(sku).ReadAsync(token);

            [CloudburstDag]
            internal static Dag<string, string, string> ReportDag => Dag.Build<string, string, string>((dag, sku, customer) => dag.Add(Functions.Report, dag.Add(Functions.Left, sku), customer));
        }
        """);

    [Fact]
    public async Task Expression_with_a_service_becomes_a_function_of_the_same_object() => await AssertRefactorsAsync(Title, """
        public interface IPrices { Task<decimal> Of(string sku, CancellationToken token); }

        public sealed partial class Pricing(IPrices prices)
        {
            private readonly decimal _discount = 0.9m;

            [CloudburstFunction]
            public async Task<decimal> Total(string sku, int quantity, CancellationToken token)
            {
                var price = await prices.$$Of(sku, token);
                return price * quantity * _discount;
            }
        }
        """, """
        public interface IPrices { Task<decimal> Of(string sku, CancellationToken token); }

        public sealed partial class Pricing(IPrices prices)
        {
            private readonly decimal _discount = 0.9m;

            [CloudburstFunction]
            public decimal Total(decimal price, int quantity)
            {
                return price * quantity * _discount;
            }

            [CloudburstFunction]
            public async Task<decimal> Price(string sku, CancellationToken token) => await prices.Of(sku, token);

            [CloudburstDag]
            public static Dag<string, int, decimal> TotalDag => Dag.Build<string, int, decimal>((dag, sku, quantity) => dag.Add(Functions.Total, dag.Add(Functions.Price, sku), quantity));
        }
        """);

    [Fact]
    public async Task Expression_that_needs_no_object_becomes_a_static_function() => await AssertRefactorsAsync(Title, """
        public sealed partial class Pricing
        {
            private readonly int _tax = 19;

            [CloudburstFunction] public int Gross(int price, int pieces) => [|price * pieces|] * _tax;
        }
        """, """
        public sealed partial class Pricing
        {
            private readonly int _tax = 19;

            [CloudburstFunction] public int Gross(int grossStep) => grossStep * _tax;

            [CloudburstFunction]
            public static int GrossStep(int price, int pieces) => price * pieces;

            [CloudburstDag]
            public static Dag<int, int, int> GrossDag => Dag.Build<int, int, int>((dag, price, pieces) => dag.Add(Functions.Gross, dag.Add(Functions.GrossStep, price, pieces)));
        }
        """);

    [Fact]
    public async Task Call_of_a_function_of_the_same_object_becomes_a_node_as_it_is() => await AssertRefactorsAsync(Title, """
        public sealed partial class Pricing
        {
            private readonly int _tax = 19;

            [CloudburstFunction] public int Net(int price) => price * _tax;

            [CloudburstFunction] public string Describe(int price) => $"{this.$$Net(price)} of {price}";
        }
        """, """
        public sealed partial class Pricing
        {
            private readonly int _tax = 19;

            [CloudburstFunction] public int Net(int price) => price * _tax;

            [CloudburstFunction] public string Describe(int net, int price) => $"{net} of {price}";

            [CloudburstDag]
            public static Dag<int, string> DescribeDag => Dag.Build<int, string>((dag, price) => dag.Add(Functions.Describe, dag.Add(Functions.Net, price), price));
        }
        """);

    [Theory]
    // The whole result, or nothing that is worth a node.
    [InlineData("[CloudburstFunction] public static int F(int x) => [|x + 1|];")]
    [InlineData("[CloudburstFunction] public static int F(int x) => [|x|] + 1;")]
    [InlineData("[CloudburstFunction] public static int F(int x) => [|1 + 2|] + x;")]
    [InlineData("[CloudburstFunction] public static int F(int x) => x *[|  |]x;")]
    // Not in every run, or not once.
    [InlineData("[CloudburstFunction] public static int F(int x) => x > 1 ? 1 + [|x * x|] : 0;")]
    [InlineData("[CloudburstFunction] public static bool F(int x) => x > 1 && [|x * x|] > 3;")]
    [InlineData("[CloudburstFunction] public static int F(int x) { var n = 0; for (var i = 0; i < x; i++) n += [|x * x|] + 1; return n; }")]
    [InlineData("[CloudburstFunction] public static int F(int[] x) => x.Sum(y => 1 + [|y * y|]); static int Sum(this int[] x, Func<int, int> f) => f(x[0]);")]
    // After something that it may depend on.
    [InlineData("[CloudburstFunction] public static int F(int x) { if (x == 0) throw new InvalidOperationException(); return 1 + [|10 / x|]; }")]
    [InlineData("[CloudburstFunction] public static int F(int x) => G(x) + [|G(x + 1)|]; static int G(int x) => x;")]
    [InlineData("[CloudburstFunction] public static int F(int x) { x++; return [|x * x|] + 1; }")]
    [InlineData("[CloudburstFunction] public static int F(int x) { var y = x; return [|y * x|] + 1; }")]
    [InlineData("private static int s; [CloudburstFunction] public static int F(int x) => s++ + [|s * x|];")]
    [InlineData("private static int s; [CloudburstFunction] public static int F(int x) { var y = s = x; return 1 + [|s * x|]; }")]
    // What can't travel, or no function at all.
    [InlineData("[CloudburstFunction] public static int F(int x) => [|x.ToString().AsSpan()|].Length;")]
    [InlineData("[CloudburstFunction(MaxBatch = 8)] public static int[] F(IReadOnlyList<int> x) => G([|x.Count + 1|], x); static int[] G(int n, IReadOnlyList<int> x) => [.. x];")]
    [InlineData("public static int F(int x) => [|x * x|] + 1;")]
    [InlineData("[CloudburstFunction] public static int F(int a, int b, int c, int d, int e) => [|a * b|] + c + d + e;")]
    public async Task Expression_that_may_not_run_elsewhere_is_left_alone(string members) =>
        await AssertOffersNothingAsync($"public static partial class Shop {{ {members} }}");
}
