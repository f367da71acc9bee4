using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Cli.Tests;

public sealed class ProgressTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public async Task What_takes_longer_than_a_second_is_told_on_a_terminal()
    {
        var waited = await shop.InteractiveTool(TimeProvider.System).RunAsync("call", "Shop.Wait", "rain", "--timeout", "2s");
        Assert.Contains("Calling Shop.Wait", waited.Error, StringComparison.Ordinal);
    }

    // On a clock that stands still everything is quick.
    [Fact]
    public async Task What_is_quick_is_not() =>
        Assert.Empty((await shop.InteractiveTool(new FakeTimeProvider()).RunAsync("call", "Shop.Add", "1", "2")).Error);

    [Fact]
    public async Task Where_nobody_watches_nothing_is_told() =>
        Assert.StartsWith("error: ", (await shop.Tool.RunAsync("call", "Shop.Wait", "rain", "--timeout", "2s")).Error, StringComparison.Ordinal);
}
