using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Generators.Tests;

/// <summary>Functions that take several calls at once: what is written for them, and that it runs.</summary>
public class BatchTests
{
    private const string Functions = """
        using System.Linq;
        namespace Runs;
        public sealed record Cart(string Sku);
        [CloudburstState("shop")]
        public partial class ShopState
        {
            public partial Counter Stock(string sku);
        }
        public sealed partial class Model
        {
            /// <summary>Squares numbers.</summary>
            [CloudburstFunction("square", MaxBatch = 20)] public static int[] Square(IReadOnlyList<int> xs) => xs.Select(x => x * x).ToArray();

            [CloudburstFunction("add", MaxBatch = 8, MaxConcurrency = 2, TimeoutSeconds = 1)]
            public async Task<IReadOnlyList<BatchResult<string?>>> Add(
                IReadOnlyList<int> xs, [FromServices] IDisposable? service, IReadOnlyList<Ref<string>> names, IReadOnlyList<CloudburstContext> contexts,
                [FromState("cart:{xs}")] IReadOnlyList<Cart?> carts, IReadOnlyList<ShopState> states, CancellationToken token)
            {
                await Task.Yield();
                return xs.Select((x, i) => x < 0
                    ? BatchResult.Failed<string?>(new InvalidOperationException("negative"))
                    : (string?)$"{x} {names[i].Key} {contexts[i].RequestId} {carts[i]?.Sku} {states[i].Stock("a").Key} {token.CanBeCanceled}").ToList();
            }

            [Obsolete, CloudburstFunction("old", MaxBatch = 1)] public static List<string> Old(IReadOnlyList<byte[]> xs) => [];

            // Names of ours.
            [CloudburstFunction(MaxBatch = 1)] public static int[] RunBatchOfOld(IReadOnlyList<int> xs) => [];
        }
        """;

    private static readonly Lazy<Loaded> Model = new(() => Loaded.From(Generation.Run(Source.Compile(new CompileOptions { AssemblyName = "Batches" }, Functions)).AssertClean().After));

    [Fact]
    public void Batch_functions() => Golden.Verify(Generation.Run(Functions).AssertClean().Text, nameof(Batch_functions));

    [Fact]
    public void Callers_see_one_item()
    {
        var function = Model.Value.Function("add");
        Assert.Equal([("xs", "int"), ("names", "string")], function.Parameters.Select(parameter => (parameter.Name, parameter.Type)));
        Assert.Equal("string", function.ResultType);
        Assert.Equal(8, function.MaxBatch);
        Assert.Equal(2, function.MaxConcurrency);
        Assert.Equal("int", Model.Value.Function("square").ResultType);
    }

    [Fact]
    public async Task Results_go_to_the_calls_that_they_belong_to()
    {
        var batch = new FakeBatch(3);
        var calls = Enumerable.Range(1, 3).Select(x => new FakeInvocation(x) { Batch = batch }).ToArray();
        foreach (var call in calls)
            await Model.Value.Function("square").Invoker(call);
        Assert.Equal([1, 4, 9], calls.Select(call => call.Result));
    }

    [Fact]
    public async Task Each_call_brings_what_belongs_to_it_and_fails_alone()
    {
        var function = Model.Value.Function("add");
        var target = function.Class!.Create(new FakeInvocation().Services);
        var batch = new FakeBatch(2);
        var good = new FakeInvocation(1, Ref.To<string>("k")) { Batch = batch, Target = target, States = [null] };
        var bad = new FakeInvocation(-1, Ref.To<string>("l")) { Batch = batch, Target = target, States = [null] };
        Assert.Equal(["cart:1"], function.StateKeys!(good));
        await function.Invoker(good);
        await function.Invoker(bad);
        Assert.Equal("1 k request  shop/stock/a True", good.Result);
        Assert.Equal("negative", Assert.IsType<InvalidOperationException>(bad.Result).Message);
    }
}
