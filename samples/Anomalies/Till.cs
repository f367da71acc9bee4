using Cloudburst;

namespace Anomalies;

/// <summary>An order is priced by one function and charged by another, while the shop changes the price all the time.</summary>
public static partial class Till
{
    private const int Orders = 300;

    private static Dag<string, bool> Order { get; } = Dag.Build<string, bool>((dag, article) => dag.Add(Functions.Charge, dag.Add(Functions.Price, article), article));

    [CloudburstFunction]
    public static async Task<int> Price(string article, CloudburstContext context)
    {
        var price = await context.GetAsync<int>(article);
        // The customer thinks it over.
        await Task.Delay(TimeSpan.FromMilliseconds(1), context.Clock, context.CancellationToken);
        return price;
    }

    /// <summary>Charges what the article costs now.</summary>
    /// <returns>Whether that is what the customer was told.</returns>
    [CloudburstFunction]
    public static async Task<bool> Charge(int told, string article, CloudburstContext context) => await context.GetAsync<int>(article) == told;

    public static async Task RunAsync(ICloudburstClient cloud, CancellationToken cancellationToken)
    {
        Console.WriteLine("1. An order is priced by one function and charged by the next, while prices change.");
        foreach (var level in new[] { Consistency.LastWriterWins, Consistency.RepeatableRead })
        {
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var shop = ChangePricesAsync(cloud, closing.Token);
            var surprised = 0;
            for (var i = 0; i < Orders; i++)
            {
                if (!await cloud.CallAsync(Order, "umbrella", new CallOptions { Consistency = level }, cancellationToken))
                    surprised++;
            }
            await closing.CancelAsync();
            await shop;
            Console.WriteLine($"   {level,-16} {surprised} of {Orders} customers paid another price than they were told");
        }
    }

    private static async Task ChangePricesAsync(ICloudburstClient cloud, CancellationToken closing)
    {
        var price = new Register<int>(cloud.State, "umbrella");
        for (var i = 1; !closing.IsCancellationRequested; i++)
        {
            await price.WriteAsync(10 + (i % 90), CancellationToken.None);
            await Task.Yield();
        }
    }
}
