using System.Text.Json;
using Cloudburst.Lattices;

namespace Cloudburst.Cli.Tests;

public sealed class StateTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    private ShopState State => new(shop.Cloud.State);

    [Fact]
    public async Task Get_shows_every_kind_of_state()
    {
        await State.Sold("boots").IncrementAsync(8);
        await State.Latest("ada").WriteAsync(new Order("ada", [new("boots", 1, 80m)]));
        await State.Buyers("boots").AddAsync("ada");
        await State.Buyers("boots").AddAsync("bob");
        await State.Record().WriteAsync(42);
        await State.Closed().RaiseAsync();

        var shown = (await shop.Tool.RunAsync("state", "get", "shop/sold/boots", "shop/latest/ada", "shop/buyers/boots", "shop/record", "shop/closed")).Succeeded();
        Assert.Equal(
            """
            KEY                KIND      VALUE
            shop/sold/boots    counter   8
            shop/latest/ada    register  {"Customer":"ada","Lines":[{"Sku":"boots","Pieces":1,"Price":80}]}
            shop/buyers/boots  set       ["ada","bob"]
            shop/record        maximum   42
            shop/closed        flag      true
            """,
            shown.Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Get_as_json_tells_kind_type_and_value()
    {
        await State.Buyers("gloves").AddAsync("ada");
        var shown = (await shop.Tool.RunAsync("state", "get", "shop/buyers/gloves", "--json")).Succeeded();
        Assert.Equal(
            """
            {
              "entries": [
                {
                  "key": "shop/buyers/gloves",
                  "kind": "set",
                  "type": "string",
                  "value": [
                    "ada"
                  ],
                  "siblings": []
                }
              ]
            }
            """,
            shown.Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Get_of_what_is_absent_ends_with_4()
    {
        var absent = await shop.Tool.RunAsync("state", "get", "nothing");
        absent.FailedWith(4, "Key 'nothing' holds nothing; keys of state classes are written prefix/member/parameter, as in 'shop/stock/umbrella'");
        var json = await shop.Tool.RunAsync("state", "get", "nothing", "--json");
        Assert.Equal(4, json.ExitCode);
        Assert.Equal(JsonValueKind.Null, json.Json.GetProperty("entries")[0].GetProperty("kind").ValueKind);
    }

    [Fact]
    public async Task Get_of_a_key_of_the_system_is_refused() =>
        (await shop.Tool.RunAsync("state", "get", "cb/dags")).FailedWith(2, "Key 'cb/dags' begins with 'cb/', which the system keeps for itself; choose another key");

    [Fact]
    public async Task Get_of_concurrent_values_shows_all_of_them()
    {
        var (left, right) = (new Dot(1, 1), new Dot(2, 1));
        foreach (var (dot, value) in new[] { (left, "left"), (right, "right") })
            await shop.Cloud.State.JoinAsync("concurrent", Capsule.Encode(SingleKeyCausal.Of(dot, VectorClock.Bottom, Payload.Encode(value))));
        var shown = (await shop.Tool.RunAsync("state", "get", "concurrent")).Succeeded().Output;
        Assert.Equal("register  \"right\"  (the newest of 2 concurrent: \"left\", \"right\")", shown);
        Assert.Equal(2, (await shop.Tool.RunAsync("state", "get", "concurrent", "--json")).Json.GetProperty("entries")[0].GetProperty("siblings").GetArrayLength());
    }

    [Theory]
    [InlineData("put-counter", "counter  5", "5", "--as", "counter")]
    [InlineData("put-negative", "counter  -2", "-2", "--as", "counter")]
    [InlineData("put-maximum", "maximum  7", "7", "--as", "maximum")]
    [InlineData("put-flag", "flag  true", "--as", "flag")]
    [InlineData("put-set", "set  [\"ada\"]", "\"ada\"", "--as", "set")]
    [InlineData("put-text", "register  \"hello world\"", "hello world", "--type", "string")]
    [InlineData("put-quoted", "register  \"hello\"", "\"hello\"")]
    [InlineData("put-int", "register  3", "3", "--type", "int")]
    [InlineData("put-guid", "register  \"6f9619ff-8b86-d011-b42d-00c04fc964ff\"", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "--type", "Guid")]
    [InlineData("put-ints", "register  [1,2]", "[1,2]", "--type", "int[]")]
    [InlineData("put-object", "register  {\"a\":1}", "{\"a\":1}")]
    public async Task Put_writes_and_shows_what_is_there_then(string key, string shown, params string[] rest) =>
        Assert.Equal(shown, (await shop.Tool.RunAsync(["state", "put", key, .. rest])).Succeeded().Output);

    [Fact]
    public async Task Put_is_read_by_the_functions_handles()
    {
        await shop.Tool.RunAsync("state", "put", "shop/sold/socks", "5", "--as", "counter");
        await shop.Tool.RunAsync("state", "put", "shop/sold/socks", "2");
        await shop.Tool.RunAsync("state", "put", "shop/buyers/socks", "ada", "--as", "set", "--type", "string");
        await shop.Tool.RunAsync("state", "put", "shop/buyers/socks", "bob");
        await shop.Tool.RunAsync("state", "put", "shop/buyers/socks", "ada", "--remove");
        await shop.Tool.RunAsync("state", "put", "shop/latest/eve", """{"Customer":"eve","Lines":[]}""");
        await shop.Tool.RunAsync("state", "put", "point", """{"X":1,"Y":2}""");

        Assert.Equal(7, await State.Sold("socks").ReadAsync());
        Assert.Equal(["bob"], await State.Buyers("socks").ReadAsync());
        Assert.Equal("eve", (await State.Latest("eve").ReadAsync())!.Customer);
        Assert.Equal(2, (await new Register<Point>(shop.Cloud.State, "point").ReadAsync())!.Y);
    }

    [Theory]
    [InlineData("3 can be of several types, and whoever reads 'new' reads one of them; say which with --type, such as int, long, double or decimal", "new", "3")]
    [InlineData("The value for 'new', hello, is not JSON; quote text for the shell and for JSON ('\"hello\"'), or say --type string", "new", "hello")]
    [InlineData("'new' is a register and needs a value to be written; 'cloudburst state put --help' shows how", "new")]
    [InlineData("'many' is no whole number, and 'new' is a counter", "new", "many", "--as", "counter")]
    [InlineData("A flag can only be raised; to lower 'new', delete it with 'cloudburst state delete new'", "new", "false", "--as", "flag")]
    [InlineData("--remove takes an element out of a set, and 'new' is a register; to remove the whole key, use 'cloudburst state delete'", "new", "1", "--remove")]
    public async Task Put_that_can_not_be_meant_says_why(string message, params string[] words) =>
        (await shop.Tool.RunAsync(["state", "put", .. words])).FailedWith(2, message);

    [Fact]
    public async Task Put_of_another_kind_than_the_keys_is_refused_by_the_store()
    {
        await State.Sold("hats").IncrementAsync();
        var refused = await shop.Tool.RunAsync("state", "put", "shop/sold/hats", "1", "--as", "set", "--type", "int");
        refused.FailedWith(2, "Key 'shop/sold/hats' holds a Counter and can't be used as a SetOf; use its own kind of handle, another key, or delete the key first");
    }

    [Fact]
    public async Task Delete_removes_keys()
    {
        await State.Sold("scarves").IncrementAsync();
        Assert.Equal("Deleted shop/sold/scarves, never-there.", (await shop.Tool.RunAsync("state", "delete", "shop/sold/scarves", "never-there")).Succeeded().Output);
        Assert.Equal(0, await State.Sold("scarves").ReadAsync());
    }

    [Fact]
    public async Task Watch_shows_the_state_and_each_change_as_it_comes()
    {
        // The tool has seen a state as soon as the next one is written; nothing else tells when.
        var watching = shop.Tool.RunAsync("state", "watch", "watched", "--count", "4", "--json");
        var writer = new Register<int>(shop.Cloud.State, "watched");
        for (var i = 1; !watching.IsCompleted; i++)
        {
            await writer.WriteAsync(i);
            await Task.WhenAny(watching, Task.Delay(TimeSpan.FromMilliseconds(50)));
        }
        var lines = (await watching).Succeeded().Output.Split('\n');
        Assert.Equal(4, lines.Length);
        var values = lines.Select(line => JsonDocument.Parse(line).RootElement).Where(state => state.GetProperty("kind").ValueKind == JsonValueKind.String)
            .Select(state => state.GetProperty("value").GetInt32()).ToList();
        Assert.True(values.Count >= 3);
        Assert.Equal(values.Order().Distinct(), values);
    }

    [Fact]
    public async Task Watch_of_what_never_changes_gives_the_first_state_at_once()
    {
        await State.Closed().RaiseAsync();
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d\d\d  flag  true$", (await shop.Tool.RunAsync("state", "watch", "shop/closed", "--count", "1")).Succeeded().Output);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d\d\d  absent$", (await shop.Tool.RunAsync("state", "watch", "never-written", "--count", "1")).Succeeded().Output);
    }
}
