namespace Cloudburst.Cli.Tests;

public sealed class TraceTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public async Task Trace_shows_each_function_in_the_order_of_its_start()
    {
        var lines = (await shop.Tool.RunAsync("trace", "square-of-sum", "1", "2")).Succeeded().Output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^square-of-sum  9  \d+\.\d ms  by scheduler-0$", lines[0]);
        Assert.Matches(@"^└── attempt 1  \+\d+\.\d ms$", lines[1]);
        Assert.Matches(@"^    ├── Shop\.Add     \+\d+\.\d ms  prepared \d+\.\d ms, ran \d+\.\d ms  on node-\d-executor-0$", lines[2]);
        Assert.Matches(@"^    └── Shop\.Square  \+\d+\.\d ms  prepared \d+\.\d ms, ran \d+\.\d ms  on node-\d-executor-0$", lines[3]);
    }

    [Fact]
    public async Task Trace_tells_what_was_read_and_what_was_cached()
    {
        // A client has no cache: what it writes is in the store alone.
        await new Register<string>(shop.Cloud.State, "traced-name").WriteAsync("Ada");
        var shown = (await shop.Tool.RunAsync("trace", "Shop.Greet", "ref:traced-name")).Succeeded().Output;
        Assert.Matches(@"Shop\.Greet .* on node-\d-executor-0  read 1 key, not cached$", shown);
        var run = (await shop.Tool.RunAsync("trace", "Shop.Greet", "ref:traced-name", "--json")).Succeeded().Json.GetProperty("runs")[0];
        // Now its machine has it, and the next call goes there if it can.
        Assert.Equal(1, run.GetProperty("keysRead").GetInt32());
        Assert.Equal(shown.Contains($"on {run.GetProperty("executor").GetString()}", StringComparison.Ordinal) ? 0 : 1, run.GetProperty("keysFetched").GetInt32());
        Assert.True(run.GetProperty("bytesRead").GetInt64() > 0);
    }

    [Fact]
    public async Task Trace_tells_how_long_writes_took()
    {
        var traced = (await shop.Tool.RunAsync("trace", "Shop.Sell", "traced", "3")).Succeeded().Output;
        Assert.Matches(@"Shop\.Sell .*, stored \d+\.\d ms  on ", traced);
    }

    [Fact]
    public async Task Trace_gathers_the_calls_of_a_map_by_executor()
    {
        var traced = (await shop.Tool.RunAsync("trace", "each-square", "[1,2,3,4]")).Succeeded().Output;
        Assert.StartsWith("each-square  [1,4,9,16]  ", traced, StringComparison.Ordinal);
        Assert.Matches(@"Shop\.Square x[1-4] ", traced);
        var runs = (await shop.Tool.RunAsync("trace", "each-square", "[1,2,3,4]", "--json")).Succeeded().Json.GetProperty("runs");
        Assert.Equal([0, 1, 2, 3], runs.EnumerateArray().Select(run => run.GetProperty("element").GetInt32()).Order());
    }

    [Fact]
    public async Task Trace_shows_the_branch_that_ran_and_no_other()
    {
        var runs = (await shop.Tool.RunAsync("trace", "bounded", "101", "--json")).Succeeded().Json.GetProperty("runs");
        Assert.Equal(["Shop.IsLarge", "Shop.Add"], runs.EnumerateArray().Select(run => run.GetProperty("node").GetString()));
    }

    [Fact]
    public async Task Trace_of_a_function_that_throws_shows_where_and_ends_like_its_call()
    {
        var failed = await shop.Tool.RunAsync("trace", "Shop.Fail", "sold out");
        Assert.Equal(3, failed.ExitCode);
        Assert.Matches(@"Shop\.Fail  \+.*  failed: .*sold out", failed.Output);
        Assert.EndsWith("System.InvalidOperationException: sold out", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_of_a_stream_takes_it_to_its_end()
    {
        var runs = (await shop.Tool.RunAsync("trace", "Shop.Path", "3", "--json")).Succeeded().Json.GetProperty("runs");
        Assert.Equal("Shop.Path", Assert.Single(runs.EnumerateArray()).GetProperty("function").GetString());
    }

    [Fact]
    public async Task Trace_without_a_system_fails_like_every_command() =>
        Assert.Equal(5, (await new Tool(Tool.Nobody).RunAsync("trace", "Shop.Add", "1", "2", "--connect", "http://127.0.0.1:1")).ExitCode);
}
