using System.Globalization;
using System.Runtime.CompilerServices;
using MemoryPack;

namespace Cloudburst.Cli.Tests;

/// <summary>The functions that the tool is tried on: one of each kind of argument and result.</summary>
public static partial class Shop
{
    [CloudburstFunction]
    public static int Add(int left, int right) => left + right;

    [CloudburstFunction]
    public static int Square(int x) => x * x;

    [CloudburstFunction]
    public static string Greet(string name) => $"Hello, {name}!";

    [CloudburstFunction]
    public static decimal Total(Order order) => order.Lines.Sum(line => line.Pieces * line.Price);

    [CloudburstFunction]
    public static Order Example(string customer) => new(customer, [new("umbrella", 2, 12.5m)]);

    [CloudburstFunction]
    public static double Mean(double[] values) => values.Average();

    [CloudburstFunction]
    public static TimeSpan Between(DateTimeOffset from, DateTimeOffset to) => to - from;

    [CloudburstFunction]
    public static Point Mirror(Point point) => new() { X = point.Y, Y = point.X };

    [CloudburstFunction]
    public static void Fail(string why) => throw new InvalidOperationException(why);

    [CloudburstFunction]
    public static async Task Close(ShopState state, CancellationToken cancellationToken) => await state.Closed().RaiseAsync(cancellationToken);

    [CloudburstFunction]
    public static async Task Wait(string what, CancellationToken cancellationToken)
    {
        Assert.NotNull(what);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    [CloudburstFunction]
    public static async Task<long> Sell(string sku, int pieces, ShopState state, CancellationToken cancellationToken)
    {
        await state.Sold(sku).IncrementAsync(pieces, cancellationToken);
        return await state.Sold(sku).ReadAsync(cancellationToken);
    }

    [CloudburstFunction]
    public static bool IsLarge(int x) => x > 100;

    [CloudburstFunction]
    public static (string Sku, int Pieces) Parse(string line) => (line.Split(' ')[0], int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    [CloudburstFunction]
    public static async IAsyncEnumerable<Point> Path(int steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var step = 1; step <= steps; step++)
        {
            yield return new() { X = step, Y = -step };
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
        }
        if (steps == 0)
            throw new InvalidOperationException("no way");
    }

    [CloudburstDag]
    public static Dag<int[], int[]> EachSquare => Dag.StartMap(Functions.Square).Named("each-square");

    [CloudburstDag]
    public static Dag<int, int> Bounded => Dag.Build<int, int>(
        "bounded", (builder, x) => builder.When(builder.Add(Functions.IsLarge, x), () => builder.Add(Functions.Add, x, -100), () => builder.Add(Functions.Square, x)));

    [CloudburstDag]
    public static Dag<Point, Point> FastestMirror => Dag.Build<Point, Point>(
        "fastest-mirror", (builder, point) => builder.AnyOf(builder.Add(Functions.Mirror, point), builder.Add(Functions.Mirror, point)));

    [CloudburstDag]
    public static Dag<string, long> SellLine => Dag.Build<string, long>(
        "sell-line",
        (builder, line) =>
        {
            var (sku, pieces) = builder.Split(builder.Add(Functions.Parse, line));
            return builder.Add(Functions.Sell, sku, pieces);
        }).WithVersion(2);

    [CloudburstDag]
    public static Dag<int, int, int> SquareOfSum => Dag.Start(Functions.Add).Then(Functions.Square).Named("square-of-sum");
}

[CloudburstState("shop")]
public partial class ShopState
{
    public partial Counter Sold(string sku);

    public partial Register<Order> Latest(string customer);

    public partial SetOf<string> Buyers(string sku);

    public partial Maximum Record();

    public partial Flag Closed();
}

public sealed record Order(string Customer, Line[] Lines);

public sealed record Line(string Sku, int Pieces, decimal Price);

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial class Point
{
    [MemoryPackOrder(0)]
    public int X { get; set; }

    [MemoryPackOrder(1)]
    public int Y { get; set; }
}
