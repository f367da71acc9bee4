using Cloudburst;

namespace Anomalies;

/// <summary>A family fills one basket from several phones at once.</summary>
public static partial class Basket
{
    private const int Articles = 60;

    /// <summary>Reads the basket, adds an article, writes it back: with one register for all, a race.</summary>
    [CloudburstFunction]
    public static async Task Add(string basket, int article, CloudburstContext context)
    {
        var register = new Register<int[]>(context.State, basket);
        var articles = await register.ReadMergedAsync(Union, context.CancellationToken) ?? [];
        await register.WriteAsync([.. articles, article], context.CancellationToken);
    }

    [CloudburstFunction]
    public static async Task<int[]> Show(string basket, CloudburstContext context) =>
        await new Register<int[]>(context.State, basket).ReadMergedAsync(Union, context.CancellationToken) ?? [];

    public static async Task RunAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        Console.WriteLine("2. A family fills one basket from several phones at once.");
        foreach (var level in new[] { Consistency.LastWriterWins, Consistency.SingleKeyCausal })
        {
            var basket = $"basket/{level}";
            var options = new CallOptions { Consistency = level };
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Articles), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
                async (article, token) => await cloud.Basket.AddAsync(basket, article, options, token));
            var shown = await WaitForAsync(cloud, basket, options, cancellationToken);
            Console.WriteLine($"   {level,-16} {Articles - shown} of {Articles} articles got lost");
        }
    }

    /// <summary>What the basket holds once the machines have heard of each other's last writes.</summary>
    private static async Task<int> WaitForAsync(ICloudburstClient cloud, string basket, CallOptions options, CancellationToken cancellationToken)
    {
        var most = 0;
        for (var i = 0; i < 20 && most < Articles; i++)
        {
            most = Math.Max(most, (await cloud.Basket.ShowAsync(basket, options, cancellationToken)).Distinct().Count());
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
        return most;
    }

    private static int[] Union(int[] left, int[] right) => [.. left.Union(right).Order()];
}
