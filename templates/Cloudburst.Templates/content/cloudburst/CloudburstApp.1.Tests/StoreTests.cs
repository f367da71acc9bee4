using Cloudburst;
using Cloudburst.Testing;

namespace CloudburstApp._1.Tests;

/// <summary>Each test has a system of its own: a real store, cache, executor and scheduler in this process.</summary>
public class StoreTests
{
    [Fact]
    public async Task Total_adds_the_tax()
    {
        await using var cloud = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();

        Assert.Equal(71.64m, await cloud.Client.CallAsync(Pricing.Total, new Order("umbrella", 3, 19.90m)));
    }

    [Fact]
    public async Task Buy_from_many_customers_at_once_loses_no_order()
    {
        await using var cloud = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();

        await Parallel.ForEachAsync(Enumerable.Range(0, 50), async (customer, token) =>
            await cloud.Client.Store.BuyAsync($"customer-{customer}", new Order("boots", 2, 59.00m), cancellationToken: token));

        Assert.Equal(100, await new StoreState(cloud.Client.State).Sold("boots").ReadAsync());
    }

    [Fact]
    public async Task Buy_without_quantity_fails_as_a_typed_error()
    {
        await using var cloud = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();

        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => cloud.Client.Store.BuyAsync("ada", new Order("boots", 0, 59.00m)));
        Assert.Equal(typeof(ArgumentException).FullName, error.ExceptionType);
    }
}
