namespace Cloudburst.Cli.Tests;

[Trait("Feature", "1")]
public sealed class FunctionsTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public async Task Functions_lists_names_and_types()
    {
        var listed = (await shop.Tool.RunAsync("functions")).Succeeded();
        Assert.Equal(
            """
            FUNCTION      PARAMETERS                                RESULT
            Shop.Add      (int left, int right)                     int
            Shop.Between  (DateTimeOffset from, DateTimeOffset to)  TimeSpan
            Shop.Close    ()                                        void
            Shop.Example  (string customer)                         Order
            Shop.Fail     (string why)                              void
            Shop.Greet    (string name)                             string
            Shop.IsLarge  (int x)                                   bool
            Shop.Mean     (double[] values)                         double
            Shop.Mirror   (Point point)                             Point
            Shop.Parse    (string line)                             (string, int)
            Shop.Path     (int steps)                               IAsyncEnumerable<Point>
            Shop.Sell     (string sku, int pieces)                  long
            Shop.Square   (int x)                                   int
            Shop.Total    (Order order)                             decimal
            Shop.Wait     (string what)                             void
            """,
            listed.Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Functions_with_a_prefix_as_json_has_full_type_names()
    {
        var listed = (await shop.Tool.RunAsync("functions", "Shop.T", "--json")).Succeeded();
        Assert.Equal(
            """
            {
              "functions": [
                {
                  "name": "Shop.Total",
                  "parameters": [
                    {
                      "name": "order",
                      "type": "Cloudburst.Cli.Tests.Order"
                    }
                  ],
                  "result": "decimal",
                  "streams": false
                }
              ]
            }
            """,
            listed.Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Functions_with_a_prefix_that_nothing_has_says_so()
    {
        Assert.Equal("No function has a name that begins with 'Stock'.", (await shop.Tool.RunAsync("functions", "Stock")).Succeeded().Output);
        Assert.Empty((await shop.Tool.RunAsync("functions", "Stock", "--json")).Succeeded().Json.GetProperty("functions").EnumerateArray());
    }

    [Fact]
    public async Task Functions_without_a_system_names_the_address_and_the_next_step()
    {
        var tool = new Tool(Tool.Nobody);
        var refused = await tool.RunAsync("functions", "--connect", "http://127.0.0.1:1");
        Assert.Equal(5, refused.ExitCode);
        Assert.Empty(refused.Output);
        Assert.Contains("tried scheduler http://127.0.0.1:1", refused.Error, StringComparison.Ordinal);
        Assert.Contains("'cloudburst run' starts the project in this folder", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Error);
    }

    [Theory]
    [InlineData("System.Collections.Generic.Dictionary<string, Shop.Cart>", "Dictionary<string, Cart>")]
    [InlineData("(int, Shop.Cart[])", "(int, Cart[])")]
    [InlineData("Shop.Outer.Inner", "Inner")]
    [InlineData("int?", "int?")]
    public void Types_are_shown_without_their_namespaces(string type, string shown) => Assert.Equal(shown, Calls.Contracts.Short(type));
}
