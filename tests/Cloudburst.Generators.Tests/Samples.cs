namespace Cloudburst.Generators.Tests;

/// <summary>Sources that several tests use.</summary>
internal static class Samples
{
    /// <summary>The shop of the documentation.</summary>
    public const string Shop = """
        namespace MyApp;

        public sealed record Cart(string Sku, int Quantity);

        public sealed record Receipt(string Id);

        public static partial class Shop
        {
            /// <summary>Adds one to <paramref name="x"/>; see <see cref="Square"/>.</summary>
            [CloudburstFunction] public static int Increment(int x) => x + 1;

            /// <summary>
            /// Squares a number.
            /// Twice is the fourth power.
            /// </summary>
            [CloudburstFunction] public static int Square(int x) => x * x;

            [CloudburstFunction("checkout")]
            public static async Task<Receipt> Checkout(
                string user, [FromState("cart:{user}")] Cart? cart, ShopState state, CloudburstContext context, CancellationToken cancellationToken)
            {
                if (cart is not null)
                    await state.Stock(cart.Sku).DecrementAsync(cart.Quantity, cancellationToken);
                return new Receipt(context.RequestId);
            }

            [CloudburstFunction] public static Task Log(Ref<string> message) => Task.FromResult(message.Key);

            [CloudburstDag] public static Dag<int, int> Pipeline => Dag.Start(Functions.Increment).Then(Functions.Square).Named("pipeline");
        }

        [CloudburstState("shop")]
        public partial class ShopState
        {
            public partial Counter Stock(string sku);

            public partial Register<Cart> Cart(string user);

            public partial SetOf<string> Followers(string user);
        }
        """;

    /// <summary>Both host builders, as the packages that have them declare them.</summary>
    public const string Builders = """
        namespace Cloudburst
        {
            public sealed class CloudburstApplicationBuilder
            {
                public List<FunctionModule> Modules { get; } = [];
                public CloudburstApplicationBuilder AddModule(FunctionModule module) { Modules.Add(module); return this; }
            }
        }
        namespace Cloudburst.Testing
        {
            public sealed class CloudburstTestHostBuilder
            {
                public List<FunctionModule> Modules { get; } = [];
                public void AddModule(FunctionModule module) => Modules.Add(module);
            }
        }
        """;
}
