using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Fixes;

public class DeclarationFixTests : FixTests
{
    [Fact, Fixes("CB0001")]
    public async Task AsyncVoid_becomes_task() => await AssertFixesAsync("CB0001", """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static async /* now */ void F() { await Task.Yield(); }

            [CloudburstFunction]
            public static async void G() => await Task.Yield();
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction]
            public static async /* now */ Task F() { await Task.Yield(); }

            [CloudburstFunction]
            public static async Task G() => await Task.Yield();
        }
        """);

    [Fact, Fixes("CB0014")]
    public async Task Types_become_partial_and_keep_their_comments() => await AssertFixesAsync("CB0014", """
        // The shop.
        public static class Shop
        {
            [CloudburstFunction]
            public static int F() => 1;

            // A part of it.
            internal record struct Inner
            {
                [CloudburstFunction] public static int G() => 1;
            }
        }

        // Without modifiers.
        class Bare
        {
            [CloudburstFunction] public static int H() => 1;
        }
        """, """
        // The shop.
        public static partial class Shop
        {
            [CloudburstFunction]
            public static int F() => 1;

            // A part of it.
            internal partial record struct Inner
            {
                [CloudburstFunction] public static int G() => 1;
            }
        }

        // Without modifiers.
        partial class Bare
        {
            [CloudburstFunction] public static int H() => 1;
        }
        """);

    [Fact, Fixes("CB0002")]
    public async Task Hidden_members_and_their_types_become_internal() => await AssertFixesAsync("CB0002", """
        public static partial class Shop
        {
            // One.
            [CloudburstFunction]
            private static int F() => 1;

            [CloudburstFunction]
            static int G() => 1;

            private static partial class Inner
            {
                [CloudburstFunction]
                public static int H() => 1;
            }
        }
        """, """
        public static partial class Shop
        {
            // One.
            [CloudburstFunction]
            internal static int F() => 1;

            [CloudburstFunction]
            internal static int G() => 1;

            internal static partial class Inner
            {
                [CloudburstFunction]
                public static int H() => 1;
            }
        }
        """);

    [Fact]
    public async Task Local_function_and_file_local_type_are_not_fixed() => await AssertOffersNothingAsync("CB0002", """
        file static partial class Shop
        {
            [CloudburstFunction] public static int F() => 1;
            public static void G() { [CloudburstFunction] static int H() => 1; H(); }
        }
        """);

    [Fact, Fixes("CB0003")]
    public async Task References_become_values() => await AssertFixesAsync("CB0003", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(ref int x, in int y, int z) => x + y + z;
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(int x, int y, int z) => x + y + z;
        }
        """);

    [Fact]
    public async Task Out_parameter_and_span_are_not_fixed() => await AssertOffersNothingAsync(
        "CB0003", "public static partial class Shop { [CloudburstFunction] public static void F(out int x, Span<int> y) => x = 1; }");

    [Fact, Fixes("CB0005")]
    public async Task Overloads_get_names() => await AssertFixesAsync("CB0005", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int Sum(int[] x) => x.Length;

            [CloudburstFunction] public static int Sum(int x, string y) => x + y.Length;
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction("Shop.Sum-int")] public static int Sum(int[] x) => x.Length;

            [CloudburstFunction("Shop.Sum-int-string")] public static int Sum(int x, string y) => x + y.Length;
        }
        """);

    [Fact, Fixes("CB0005")]
    public async Task Written_names_that_collide_become_the_default() => await AssertFixesAsync("CB0005", """
        public static partial class Shop
        {
            [CloudburstFunction("sum")] public static int F() => 1;
            [CloudburstFunction("Sum")] public static int G() => 1;
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction("Shop.F")] public static int F() => 1;
            [CloudburstFunction("Shop.G")] public static int G() => 1;
        }
        """);

    [Fact, Fixes("CB0006")]
    public async Task Invalid_names_become_valid() => await AssertFixesAsync("CB0006", """
        public static partial class Shop
        {
            [CloudburstFunction("orders/place now")] public static int F() => 1;
            [CloudburstFunction("cb.x")] public static int G() => 1;
            [CloudburstFunction("")] public static int H() => 1;
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction("orders-place-now")] public static int F() => 1;
            [CloudburstFunction("x")] public static int G() => 1;
            [CloudburstFunction("Shop.H")] public static int H() => 1;
        }
        """);

    [Fact, Fixes("CB0007")]
    public async Task Names_are_pinned() => await AssertFixesAsync("CB0007", """
        public partial class Outer
        {
            public static partial class Shop
            {
                [CloudburstFunction] public static int F() => 1;
                [CloudburstFunction()] public static int G() => 1;
            }
        }
        """, """
        public partial class Outer
        {
            public static partial class Shop
            {
                [CloudburstFunction("Outer.Shop.F")] public static int F() => 1;
                [CloudburstFunction("Outer.Shop.G")] public static int G() => 1;
            }
        }
        """);

    [Fact, Fixes("CB0009")]
    public async Task Second_token_gives_way_to_the_first() => await AssertFixesAsync("CB0009", """
        public static partial class Shop
        {
            [CloudburstFunction] public static bool F(CancellationToken first, int x, CancellationToken second) => first.CanBeCanceled && second.CanBeCanceled;
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static bool F(CancellationToken first, int x) => first.CanBeCanceled && first.CanBeCanceled;
        }
        """);

    [Fact, Fixes("CB0011")]
    public async Task Functions_become_static() => await AssertFixesAsync("CB0011", """
        public abstract partial class Shop
        {
            // One.
            [CloudburstFunction]
            public int F(int x) => Math.Abs(x) + Twice(x);

            [CloudburstFunction] public async Task G() => await Task.Yield();

            private static int Twice(int x) => 2 * x;
        }
        """, """
        public abstract partial class Shop
        {
            // One.
            [CloudburstFunction]
            public static int F(int x) => Math.Abs(x) + Twice(x);

            [CloudburstFunction] public static async Task G() => await Task.Yield();

            private static int Twice(int x) => 2 * x;
        }
        """);

    [Fact]
    public async Task Function_that_uses_its_object_is_not_fixed() => await AssertOffersNothingAsync(
        "CB0011", "public abstract partial class Shop { private readonly int _x = 1; [CloudburstFunction] public int F() => _x; [CloudburstFunction] public Shop G() => this; }");

    [Fact, Fixes("CB0017")]
    public async Task Key_names_the_nearest_parameter() => await AssertFixesAsync("CB0017", """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string user, int item, [FromState("cart/{usr}/{item}")] int x, CancellationToken token) => x;
        }
        """, """
        public static partial class Shop
        {
            [CloudburstFunction] public static int F(string user, int item, [FromState("cart/{user}/{item}")] int x, CancellationToken token) => x;
        }
        """);

    [Fact]
    public async Task Key_that_resembles_no_parameter_is_not_fixed() => await AssertOffersNothingAsync(
        "CB0017", "public static partial class Shop { [CloudburstFunction] public static int F(string user, [FromState(\"{elsewhere}\")] int x) => x; }");

    [Fact, Fixes("CB0019")]
    public async Task Dag_becomes_static() => await AssertFixesAsync("CB0019", """
        public partial class Shop
        {
            [CloudburstFunction] public static int F(int x) => x;
            [CloudburstDag] public Dag<int, int> D => Dag.Start(Functions.F);
        }
        """, """
        public partial class Shop
        {
            [CloudburstFunction] public static int F(int x) => x;
            [CloudburstDag] public static Dag<int, int> D => Dag.Start(Functions.F);
        }
        """);
}
