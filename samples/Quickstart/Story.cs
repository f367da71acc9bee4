using System.Diagnostics;
using Cloudburst;

namespace Quickstart;

/// <summary>What this sample shows, one chapter at a time.</summary>
internal static class Story
{
    public static async Task TellArithmeticAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        Console.WriteLine("1. Functions compose into DAGs; types are checked by the compiler.");
        var squared = await cloud.CallAsync(Arithmetic.SquareOfIncrement, 3, cancellationToken: cancellationToken);
        Console.WriteLine($"   square(increment(3)) = {squared}");
        var described = await cloud.CallAsync(Arithmetic.Diamond, 3, cancellationToken: cancellationToken);
        Console.WriteLine($"   square and double of increment(3), joined: {described}");

        var halves = await cloud.CallAsync(Arithmetic.SumOfSquares, 4, cancellationToken: cancellationToken);
        Console.WriteLine($"   the squares of 1 to 4, each by a call of its own, add up to an even number, so its halves are next: {halves}");

        // A future is an argument like any other: the executor waits for it, not this program.
        var later = await cloud.StartAsync(Arithmetic.SquareOfIncrement, 3, cancellationToken: cancellationToken);
        var doubled = await cloud.CallAsync(Arithmetic.Functions.Double, later, cancellationToken: cancellationToken);
        Console.WriteLine($"   double(future of square(increment(3))) = {doubled}");
    }

    public static async Task TellCounterAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        const int Visits = 1_000;
        Console.WriteLine();
        Console.WriteLine("2. A shared counter, hit by concurrent requests: nothing is lost.");
        var before = await new ShopState(cloud.State).Visits().ReadAsync(cancellationToken);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Visits),
            new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken },
            async (_, token) => await cloud.Store.VisitAsync(cancellationToken: token));
        var after = await new ShopState(cloud.State).Visits().ReadAsync(cancellationToken);
        Console.WriteLine($"   {Visits} concurrent visits were counted as {after - before}");
    }

    public static async Task TellShopAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        Console.WriteLine();
        Console.WriteLine("3. A shop whose state is typed.");
        var state = new ShopState(cloud.State);
        await state.Stock("umbrella").IncrementAsync(10, cancellationToken);
        await cloud.Store.AddToCartAsync("ada", new CartLine("umbrella", 2, 19.90m), cancellationToken: cancellationToken);
        var cart = await cloud.Store.AddToCartAsync("ada", new CartLine("boots", 1, 59.00m), cancellationToken: cancellationToken);
        Console.WriteLine($"   Ada's cart has {cart.Lines.Count} lines and costs {cart.Total}");
        var paid = await cloud.Store.CheckoutAsync("ada", cancellationToken: cancellationToken);
        Console.WriteLine($"   Ada paid {paid}; umbrellas left: {await state.Stock("umbrella").ReadAsync(cancellationToken)}; buyers: {string.Join(", ", await state.Buyers("umbrella").ReadAsync(cancellationToken))}");
        try
        {
            await cloud.Store.CheckoutAsync("ada", cancellationToken: cancellationToken);
        }
        catch (FunctionFailedException error)
        {
            Console.WriteLine($"   A second checkout fails as a typed error: {error.ExceptionType}: {error.ExceptionMessage}");
        }
    }

    public static async Task TellLatencyAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        const int Calls = 2_000;
        var micros = new double[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await cloud.CallAsync(Arithmetic.SquareOfIncrement, i % 100, cancellationToken: cancellationToken);
            micros[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }
        Array.Sort(micros);
        Console.WriteLine();
        Console.WriteLine($"4. {Calls} calls of square(increment(x)), one after another: median {micros[Calls / 2]:0} µs, 99th percentile {micros[Calls * 99 / 100]:0} µs.");
    }
}
