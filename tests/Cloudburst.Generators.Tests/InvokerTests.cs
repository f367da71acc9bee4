using System.Globalization;
using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Generators.Tests;

/// <summary>Generated code, run.</summary>
public class InvokerTests
{
    private static readonly Lazy<Loaded> Shop = new(() => Loaded.From(Generation.Run("""
        namespace Runs;
        public sealed record Cart(string Sku);
        public static partial class Shop
        {
            [CloudburstFunction] public static int Increment(int x) => x + 1;
            [CloudburstFunction] public static void Nothing() { }
            [CloudburstFunction] public static async Task<string> Later(string x, CancellationToken token) { await Task.Yield(); return x + token.CanBeCanceled; }
            [CloudburstFunction] public static async IAsyncEnumerable<int> Steps(int count, CloudburstContext context) { for (var i = 0; i < count; i++) { await Task.Yield(); yield return i; } }
            [CloudburstFunction] public static int Fails() => throw new InvalidOperationException("on purpose");
            [CloudburstFunction] public static string KeyOf(string before, Ref<int> reference, CloudburstContext context) => before + reference.Key + context.RequestId;
            [CloudburstFunction] public static string From(string user, double at, [FromState("cart:{user}:{at}")] Cart? cart, [FromState("all{{}}")] int count) => $"{cart?.Sku}/{count}";
            [CloudburstFunction] public static string Stock(ShopState state, string sku) => state.Stock(sku, 5).Key;
            [CloudburstFunction] public static int Needs([FromServices] IDisposable service) => 1;
            [CloudburstFunction("many")] public static string Contract(ReadOnlyMemory<double> a, List<Cart?> b, (int X, string? Y) c, Ref<Cart> d, int? e, long[][,] f) => "";
            [CloudburstDag] public static Dag<int, int> Twice => Dag.Start(Functions.Increment).Then(Functions.Increment).Named("twice");
            [CloudburstDag] public static Dag<int, int> Once() => Dag.Start(Functions.Increment).Named("once");
        }
        [WarmUp]
        public sealed partial class Model(IComparable? name)
        {
            [CloudburstFunction("weigh", TimeoutSeconds = 2.5, MaxConcurrency = 3, Resource = "gpu", MemoryMB = 256)] public int Weigh(int x) => x * (name is null ? 2 : 3);
        }
        public sealed class FromServicesAttribute : Attribute;
        public enum Color { Red }
        [CloudburstState("shop")]
        public partial class ShopState
        {
            public partial Counter Stock(string sku, int size);
            public partial Counter Pair(string a, string b);
            public partial Flag Single();
            public partial Register<int> Price(double price, DateTimeOffset at, Color color, Guid id);
        }
        """).AssertClean().After));

    [Fact]
    public void Functions_are_listed_by_name() => Assert.Equal(
        ["Shop.Fails", "Shop.From", "Shop.Increment", "Shop.KeyOf", "Shop.Later", "Shop.Needs", "Shop.Nothing", "Shop.Steps", "Shop.Stock", "many", "weigh"],
        Shop.Value.Module.Functions.Select(function => function.Name));

    [Fact]
    public void Dags_are_listed() => Assert.Equal(["once", "twice"], Shop.Value.Module.CreateDags().Select(dag => dag.Name));

    [Fact]
    public async Task Plain_function_runs()
    {
        var invocation = new FakeInvocation(41);
        var run = Shop.Value.Function("Shop.Increment").Invoker(invocation);
        Assert.True(run.IsCompletedSuccessfully);
        await run;
        Assert.Equal(42, invocation.Result);
    }

    [Fact]
    public async Task Function_without_a_result_gives_unit()
    {
        var invocation = new FakeInvocation();
        await Shop.Value.Function("Shop.Nothing").Invoker(invocation);
        Assert.Equal(Unit.Value, invocation.Result);
        Assert.Null(Shop.Value.Function("Shop.Nothing").ResultType);
    }

    [Fact]
    public async Task Async_function_is_awaited()
    {
        var invocation = new FakeInvocation("x");
        await Shop.Value.Function("Shop.Later").Invoker(invocation);
        Assert.Equal("xTrue", invocation.Result);
    }

    [Fact]
    public async Task Stream_is_handed_to_the_executor()
    {
        var invocation = new FakeInvocation(3);
        var function = Shop.Value.Function("Shop.Steps");
        Assert.True(function.Streams);
        Assert.Equal("int", function.ResultType);
        await function.Invoker(invocation);
        Assert.Equal([0, 1, 2], Assert.IsType<List<int>>(invocation.Result));
    }

    [Fact]
    public async Task Exception_reaches_the_executor()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Shop.Value.Function("Shop.Fails").Invoker(new FakeInvocation()));
        Assert.Equal("on purpose", error.Message);
    }

    [Fact]
    public async Task Reference_keeps_its_key_and_the_context_is_injected()
    {
        var invocation = new FakeInvocation("<", Ref.To<int>("k"));
        await Shop.Value.Function("Shop.KeyOf").Invoker(invocation);
        Assert.Equal("<krequest", invocation.Result);
    }

    [Fact]
    public async Task State_is_bound_by_slot_and_its_keys_come_from_arguments_in_every_culture()
    {
        var function = Shop.Value.Function("Shop.From");
        var invocation = new FakeInvocation("ann", 1.5) { States = [null, 7] };
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal(["cart:ann:1.5", "all{}"], function.StateKeys!(invocation));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        await function.Invoker(invocation);
        Assert.Equal("/7", invocation.Result);
    }

    [Fact]
    public async Task State_class_is_created_over_the_invocations_store()
    {
        var invocation = new FakeInvocation("a/b");
        await Shop.Value.Function("Shop.Stock").Invoker(invocation);
        Assert.Equal("shop/stock/a%2Fb/5", invocation.Result);
    }

    [Fact]
    public async Task Missing_service_is_named()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Shop.Value.Function("Shop.Needs").Invoker(new FakeInvocation()));
        Assert.Contains("'Shop.Needs' needs a service of type 'System.IDisposable'", error.Message);
    }

    [Fact]
    public async Task Instance_function_runs_on_the_object_that_its_class_makes()
    {
        var function = Shop.Value.Function("weigh");
        Assert.Equal("Runs.Model", function.Class!.Name);
        Assert.True(function.Class.WarmsUp);
        var invocation = new FakeInvocation(21);
        invocation = new FakeInvocation(21) { Target = function.Class.Create(invocation.Services) };
        await function.Invoker(invocation);
        Assert.Equal(42, invocation.Result);
        Assert.Null(Shop.Value.Function("Shop.Increment").Class);
    }

    [Fact]
    public void Limits_are_in_the_table()
    {
        var limited = Shop.Value.Function("weigh");
        Assert.Equal((TimeSpan.FromSeconds(2.5), 3, "gpu", 256), (limited.Timeout!.Value, limited.MaxConcurrency!.Value, limited.Resource, limited.MemoryMB!.Value));
        var free = Shop.Value.Function("Shop.Increment");
        Assert.Equal((null, null, null, null), (free.Timeout, free.MaxConcurrency, free.Resource, free.MemoryMB));
    }

    [Fact]
    public void Contract_names_what_travels()
    {
        var function = Shop.Value.Function("many");
        Assert.Equal(
            ["double[]", "System.Collections.Generic.List<Runs.Cart>", "(int, string)", "Runs.Cart", "int?", "long[][,]"],
            function.Parameters.Select(parameter => parameter.Type));
        Assert.Equal("string", function.ResultType);
        Assert.Equal(["user", "at"], Shop.Value.Function("Shop.From").Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void State_keys_do_not_collide_and_do_not_depend_on_the_culture()
    {
        dynamic state = Shop.Value.New("Runs.ShopState", new NoStore());
        Assert.NotEqual((string)state.Pair("a/b", "c").Key, (string)state.Pair("a", "b/c").Key);
        Assert.Equal("shop/single", (string)state.Single().Key);
        var color = Enum.ToObject(Shop.Value.Assembly.GetType("Runs.Color")!, 0);
        Assert.Equal(
            "shop/price/1.5/2026-01-02T03%3A04%3A05.0000000%2B00%3A00/Red/00000000-0000-0000-0000-000000000000",
            (string)state.Price(1.5, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), (dynamic)color, Guid.Empty).Key);
    }
}
