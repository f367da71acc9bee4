// Every body rule has something to say here: the analyzers must not throw on it, however it is cut and mixed.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http;

namespace Mistakes;

public interface IShape;

public sealed class Cart
{
    public List<string> Lines { get; } = [];
    public DateTime At { get; set; }
    public Func<int>? Work { get; set; }
    public IShape? Shape { get; set; }
}

[CloudburstState("shop")]
public partial class ShopState
{
    public partial Register<int> Hits();
    public partial Register<Cart> Cart(string user);
    public partial Counter Stock(string sku);
    public partial Flag Seen(string user);
    public partial SetOf<string> Names();
}

public static partial class Shop
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly ConcurrentDictionary<string, int> Runs = new();
    private static int _hits;
    private static CloudburstContext? _current;

    [CloudburstFunction("square")]
    public static int Square(int x) => Helper(x) + _hits++ + "text".GetHashCode() + Random.Shared.Next();

    [CloudburstFunction]
    public static string Shout(string text) => text + Guid.NewGuid() + DateTime.UtcNow + Stopwatch.GetTimestamp();

    [CloudburstFunction]
    public static int Sum(int x, int y) => Square(x) + Square(y);

    [CloudburstFunction]
    public static async Task<int> All(string user, Cart cart, [FromState("shop/stock/{user}")] int stock, ShopState state, CloudburstContext context, CancellationToken token)
    {
        _current = context;
        Runs.AddOrUpdate(user, 1, static (_, n) => n + 1);
        await Gate.WaitAsync();
        try
        {
            var n = await state.Hits().ReadAsync();
            if (n is var m and > 3)
                await state.Hits().WriteAsync(m + 1);
            var (a, b) = (n, n + 1);
            await state.Hits().WriteAsync(a + b, token);
            if (await state.Seen(user).ReadAsync(token))
                return 1;
            Console.WriteLine();
            await state.Seen(user).RaiseAsync(token);
            foreach (var sku in new[] { "a", "b" })
                n += (int)await state.Stock(sku).ReadAsync(token);
            var stored = await state.Cart(user).ReadAsync(token) ?? new Cart();
            stored.Lines.Add("x");
            (await state.Cart(user).ReadAsync(token))!.At = DateTime.Now;
            _ = context.PutAsync($"k/{1.5}", cart);
            context.SendAsync(new InvocationId("bob"), context);
            await context.ReceiveAsync<int>(Timeout.InfiniteTimeSpan);
            await context.PutAsync("", Task.FromResult(1).Result);
            _ = Task.Run(() => Thread.Sleep(1));
            lock (Gate)
                _hits = n;
        }
        catch (Exception)
        {
        }
        return Later().GetAwaiter().GetResult() + stock;

        static async Task<int> Later() => await Task.FromResult(1);
    }

    [CloudburstFunction]
    public static async Task<int> Again(int n, ShopState state, ICloudburstClient cloud, HttpClient http)
    {
        await http.PostAsync("x", null);
        _ = cloud.Shop.SquareAsync(1);
        await state.Hits().WriteAsync(await state.Hits().ReadAsync() + 1);
        _ = new CallOptions { Timeout = TimeSpan.Zero };
        return await cloud.CallAsync(Functions.Again, n - 1) + await cloud.CallAsync(new Function<int, string>("square"), 1).ContinueWith(x => x.Result.Length);
    }

    [CloudburstDag]
    public static Dag<int, string> Wrong => Dag.Start(Functions.Square).Then(Functions.Shout);

    [CloudburstDag]
    public static Dag<int, string> Typed => Dag.Start(Functions.Square).Named("one");

    [CloudburstDag]
    public static Dag<int, int> Named => Dag.Build<int, int>("one", (builder, x) =>
    {
        builder.Add(Functions.Square, x, "a");
        var y = builder.Add(Functions.Square, x, "a");
        return builder.Add(Functions.Sum, y);
    });

    public static DagShape Written => new("loop", 1,
        [new DagNodeShape("sqaure", "a", [DagBinding.FromNode(1)]), new DagNodeShape("square", "a", new[] { DagBinding.FromNode(0), DagBinding.FromInput(0) })], 1);

    private static int Helper(int x) => x > 0 ? Helper(x - 1) : Deeper;

    private static int Deeper => new Random().Next() + Environment.TickCount;
}
