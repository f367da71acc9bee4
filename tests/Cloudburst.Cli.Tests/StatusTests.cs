namespace Cloudburst.Cli.Tests;

public sealed class StatusTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public async Task Status_shows_schedulers_executors_caches_and_the_store()
    {
        await new ShopState(shop.Cloud.State).Latest("ada").WriteAsync(new Order("ada", []));
        var lines = (await shop.Tool.RunAsync("status", "--connect", "http://127.0.0.1:7000")).Succeeded().Output.Split('\n');
        Assert.Matches(@"^SCHEDULER +ADDRESS +STATE +VERSION +UP +IN FLIGHT$", lines[0]);
        Assert.Matches(@"^scheduler-0 +http://127\.0\.0\.1:7000 +up +\d+\.\d+\.\d+ +\S+ +0$", lines[1]);
        Assert.Matches(@"^EXECUTOR +NODE +STATE +VERSION +FUNCTIONS +WORKERS +BUSY +IN FLIGHT +QUEUED$", lines[3]);
        Assert.Matches(@"^node-0-executor-0 +node-0 +up +\d+\.\d+\.\d+ +15 +32 +\d+% +0 +0$", lines[4]);
        Assert.Matches(@"^node-1-executor-0 ", lines[5]);
        Assert.Matches(@"^CACHE +KEYS +BYTES$", lines[7]);
        Assert.Matches(@"^node-0 +\d+ +\d+$", lines[8]);
        Assert.Matches(@"^STORE +READ$", lines[11]);
        Assert.Matches(@"^reachable +\d+\.\d ms$", lines[12]);
    }

    [Fact]
    public async Task Status_as_json_has_every_field()
    {
        var status = (await shop.Tool.RunAsync("status", "--json")).Succeeded().Json;
        var scheduler = status.GetProperty("schedulers")[0];
        Assert.Equal(["address", "reachable", "problem", "id", "version", "started", "inFlight"], scheduler.EnumerateObject().Select(field => field.Name));
        Assert.True(scheduler.GetProperty("reachable").GetBoolean());
        Assert.Equal(2, status.GetProperty("executors").GetArrayLength());
        Assert.Equal(
            ["id", "node", "address", "version", "workers", "functions", "inFlight", "queued", "utilization", "draining", "hasCache"],
            status.GetProperty("executors")[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(["node", "keys", "bytes"], status.GetProperty("caches")[0].EnumerateObject().Select(field => field.Name));
        Assert.True(status.GetProperty("store").GetProperty("reachable").GetBoolean());
    }

    [Fact]
    public async Task Status_without_a_system_shows_what_was_tried_and_ends_with_5()
    {
        var tool = new Tool(Tool.Nobody);
        tool.Environment["Cloudburst__Schedulers"] = "http://127.0.0.1:1, http://127.0.0.1:2";
        var status = await tool.RunAsync("status");
        Assert.Equal(5, status.ExitCode);
        Assert.Matches(@"\?\s+http://127\.0\.0\.1:1\s+not reachable", status.Output);
        Assert.Matches(@"\?\s+http://127\.0\.0\.1:2\s+not reachable", status.Output);
        Assert.StartsWith("error: No scheduler answers: ", status.Error, StringComparison.Ordinal);
        var json = await tool.RunAsync("status", "--json");
        Assert.Equal((5, "SchedulerUnavailable"), (json.ExitCode, json.ErrorJson.GetProperty("code").GetString()));
    }
}
