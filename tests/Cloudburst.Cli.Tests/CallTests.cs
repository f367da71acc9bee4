using System.Text.Json;

namespace Cloudburst.Cli.Tests;

public sealed class CallTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Theory]
    [InlineData("3", "Shop.Add", "1", "2")]
    [InlineData("-3", "Shop.Add", "-1", "-2")]
    [InlineData("\"Hello, ada!\"", "Shop.Greet", "ada")]
    [InlineData("\"Hello, 42!\"", "Shop.Greet", "42")]
    [InlineData("\"Hello, ada!\"", "Shop.Greet", "\"ada\"")]
    [InlineData("\"Hello, größe!\"", "Shop.Greet", "größe")]
    [InlineData("25.0", "Shop.Total", """{"Customer":"ada","Lines":[{"Sku":"umbrella","Pieces":2,"Price":12.5}]}""")]
    [InlineData("25.0", "Shop.Total", """{"customer":"ada","lines":[{"sku":"umbrella","pieces":2,"price":12.5}]}""")]
    [InlineData("null", "Shop.Close")]
    [InlineData("2", "Shop.Mean", "[1, 2, 3]")]
    [InlineData("\"01:00:00\"", "Shop.Between", "2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z")]
    [InlineData("25", "square-of-sum", "2", "3")]
    public async Task Call_converts_arguments_by_the_declared_types(string result, string name, params string[] arguments) =>
        Assert.Equal(result, (await shop.Tool.RunAsync(["call", name, .. arguments])).Succeeded().Output);

    [Fact]
    [Trait("Feature", "17")]
    public async Task Dry_run_shows_where_a_call_would_go()
    {
        var shown = (await shop.Tool.RunAsync("call", "square-of-sum", "2", "3", "--dry-run")).Succeeded().Output;
        Assert.Matches(@"^NODE\s+EXECUTOR\s+MACHINE\s+CACHED", shown);
        Assert.Matches(@"Shop\.Add\s+\S+\s+\S+\s+0", shown);
        var document = JsonDocument.Parse((await shop.Tool.RunAsync("call", "square-of-sum", "2", "3", "--dry-run", "--json")).Succeeded().Output).RootElement;
        Assert.NotEmpty(document.GetProperty("nodes")[0].GetProperty("executorId").GetString()!);
    }

    [Fact]
    public async Task Call_writes_an_object_as_json()
    {
        var example = (await shop.Tool.RunAsync("call", "Shop.Example", "ada")).Succeeded();
        Assert.Equal(
            """
            {
              "Customer": "ada",
              "Lines": [
                {
                  "Sku": "umbrella",
                  "Pieces": 2,
                  "Price": 12.5
                }
              ]
            }
            """,
            example.Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Trace_of_an_error_in_json_has_the_functions_stack()
    {
        var called = await shop.Tool.RunAsync("call", "Shop.Fail", "no reason", "--json", "--verbose");
        Assert.Contains("at Cloudburst.Cli.Tests.Shop.Fail(", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_command_is_named_with_what_was_meant()
    {
        var called = await shop.Tool.RunAsync("cal", "Shop.Add", "1", "2");
        Assert.Equal((2, "error: There is no command 'cal' (did you mean 'call'?). 'cloudburst --help' shows how"), (called.ExitCode, called.Error));
    }

    [Fact]
    public async Task Call_as_json_tells_target_result_and_time()
    {
        var called = (await shop.Tool.RunAsync("call", "Shop.Add", "1", "2", "--json", "--level", "causal", "--timeout", "10s", "--durability", "async")).Succeeded().Json;
        Assert.Equal("Shop.Add", called.GetProperty("target").GetString());
        Assert.Equal(3, called.GetProperty("result").GetInt32());
        Assert.True(called.GetProperty("milliseconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Call_takes_arguments_from_a_file_the_input_and_the_store()
    {
        var folder = Directory.CreateTempSubdirectory("cloudburst-cli-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "order.json"), """{"Customer":"ada","Lines":[]}""");
            Assert.Equal("0", (await shop.ToolIn(folder.FullName).RunAsync("call", "Shop.Total", "@order.json")).Succeeded().Output);
            Assert.Equal("2", (await shop.ToolIn(folder.FullName, "[1, 3]").RunAsync("call", "Shop.Mean", "-")).Succeeded().Output);
            await new Register<string>(shop.Cloud.State, "a-name").WriteAsync("grace");
            Assert.Equal("\"Hello, grace!\"", (await shop.Tool.RunAsync("call", "Shop.Greet", "ref:a-name")).Succeeded().Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Call_of_what_is_not_there_suggests_the_nearest_name()
    {
        (await shop.Tool.RunAsync("call", "Shop.Sqare", "3")).FailedWith(
            4, "There is no function or DAG named 'Shop.Sqare' (did you mean 'Shop.Square'?); 'cloudburst functions' and 'cloudburst dag list' show what there is");
    }

    [Fact]
    public async Task Call_with_too_few_arguments_shows_the_parameters()
    {
        (await shop.Tool.RunAsync("call", "Shop.Add", "3")).FailedWith(
            2, "'Shop.Add' takes 2 arguments, (int left, int right), and was given 1; write each as one word of JSON");
    }

    [Theory]
    [InlineData("{x", "Argument 1 of 'Shop.Square', int x, is not JSON: ")]
    [InlineData("3.5", "Argument 1 of 'Shop.Square', int x, does not fit: 3.5 is no int")]
    [InlineData("@missing.json", "Argument 1 of 'Shop.Square', int x, can't be read: ")]
    public async Task Call_with_an_argument_that_does_not_fit_names_it(string argument, string message)
    {
        var refused = await shop.Tool.RunAsync("call", "Shop.Square", argument);
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith($"error: {message}", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Error);
    }

    [Theory]
    [InlineData("""{"customer":"ada","lines":[{"sku":"umbrella","pieces":2,"prize":12.5}]}""", "Cloudburst.Cli.Tests.Line has no member 'prize' (did you mean 'Price'?)")]
    [InlineData("""{"customer":"ada"}""", "'Lines' of Cloudburst.Cli.Tests.Order is missing")]
    [InlineData("""{"customer":null,"lines":[]}""", "'Customer' of Cloudburst.Cli.Tests.Order can't be null")]
    public async Task Call_with_an_object_that_does_not_match_names_member_and_type(string argument, string problem) =>
        (await shop.Tool.RunAsync("call", "Shop.Total", argument)).FailedWith(
            2, $"Argument 1 of 'Shop.Total' ('order') must be of type Cloudburst.Cli.Tests.Order: {problem}");

    [Fact]
    public async Task State_that_was_put_by_hand_is_read_by_its_members_in_any_case()
    {
        (await shop.Tool.RunAsync("state", "put", "by-hand", """{"customer":"ada","lines":[{"sku":"umbrella","pieces":2,"price":12.5}]}""")).Succeeded();
        Assert.Equal("ada", (await new Register<Order>(shop.Cloud.State, "by-hand").ReadAsync())!.Customer);
        Assert.Equal("25.0", (await shop.Tool.RunAsync("call", "Shop.Total", "ref:by-hand")).Succeeded().Output);
        (await shop.Tool.RunAsync("state", "put", "by-hand", """{"custmer":"ada","lines":[]}""")).Succeeded();
        Assert.Contains(
            "Cloudburst.Cli.Tests.Order has no member 'custmer' (did you mean 'Customer'?)", (await shop.Tool.RunAsync("call", "Shop.Total", "ref:by-hand")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Element_of_a_set_that_was_typed_is_the_one_that_a_program_has_added()
    {
        var lines = new SetOf<Line>(shop.Cloud.State, "typed-lines");
        await lines.AddAsync(new Line("umbrella", 2, 12.5m));
        (await shop.Tool.RunAsync("state", "put", "typed-lines", """{"Sku":"umbrella","Pieces":2,"Price":12.5}""", "--remove")).Succeeded();
        Assert.Empty(await lines.ReadAsync());
    }

    [Fact]
    public async Task Call_of_a_function_that_throws_tells_what_it_threw()
    {
        var failed = await shop.Tool.RunAsync("call", "Shop.Fail", "sold out");
        Assert.Equal(3, failed.ExitCode);
        Assert.EndsWith("\n  System.InvalidOperationException: sold out", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("   at ", (await shop.Tool.RunAsync("call", "Shop.Fail", "sold out", "--verbose")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_that_fails_as_json_writes_the_error_as_json()
    {
        var failed = await shop.Tool.RunAsync("call", "Shop.Fail", "sold out", "--json");
        Assert.Equal(3, failed.ExitCode);
        Assert.Empty(failed.Output);
        Assert.Equal("FunctionFailed", failed.ErrorJson.GetProperty("code").GetString());
        Assert.Equal("sold out", failed.ErrorJson.GetProperty("exception").GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, failed.ErrorJson.GetProperty("trace").ValueKind);
        var told = await shop.Tool.RunAsync("call", "Shop.Fail", "sold out", "--json", "--verbose");
        Assert.Contains($"at {typeof(Shop).FullName}.{nameof(Shop.Fail)}(", told.ErrorJson.GetProperty("trace").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_shows_a_MemoryPack_result_as_json()
    {
        var mirrored = (await shop.Tool.RunAsync("call", "Shop.Mirror", """{"X":1,"Y":2}""", "--json")).Succeeded().Json;
        Assert.Equal(2, mirrored.GetProperty("result").GetProperty("X").GetInt32());
    }

    [Theory]
    [InlineData("each-square", "[1,2]", "[1,4]")]
    [InlineData("bounded", "5", "25")]
    [InlineData("bounded", "101", "1")]
    [InlineData("sell-line", "caps 3", "3")]
    public async Task Call_of_a_dag_runs_it(string dag, string argument, string result)
    {
        var called = (await shop.Tool.RunAsync("call", dag, argument, "--json")).Succeeded();
        Assert.Equal(result, JsonSerializer.Serialize(called.Json.GetProperty("result")));
    }

    // Not the sink's function but what its race takes has to write it so that it can be read.
    [Fact]
    public async Task Call_of_a_dag_shows_a_MemoryPack_result_of_a_race_as_json()
    {
        var mirrored = (await shop.Tool.RunAsync("call", "fastest-mirror", """{"X":1,"Y":2}""", "--json")).Succeeded().Json;
        Assert.Equal(2, mirrored.GetProperty("result").GetProperty("X").GetInt32());
    }

    [Fact]
    public async Task Call_of_a_stream_writes_each_result_in_a_line()
    {
        Assert.Equal(
            """
            {"X":1,"Y":-1}
            {"X":2,"Y":-2}
            """,
            (await shop.Tool.RunAsync("call", "Shop.Path", "2")).Succeeded().Output,
            ignoreLineEndingDifferences: true);
        Assert.Equal("""{"item":{"X":1,"Y":-1}}""", (await shop.Tool.RunAsync("call", "Shop.Path", "1", "--json")).Succeeded().Output);
    }

    [Fact]
    public async Task Call_of_a_stream_that_fails_tells_what_was_thrown()
    {
        var failed = await shop.Tool.RunAsync("call", "Shop.Path", "0");
        Assert.Equal((3, ""), (failed.ExitCode, failed.Output));
        Assert.EndsWith("System.InvalidOperationException: no way", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_that_is_not_done_in_time_ends_with_6()
    {
        var late = await shop.Tool.RunAsync("call", "Shop.Wait", "rain", "--timeout", "300ms");
        Assert.Equal(6, late.ExitCode);
        Assert.StartsWith("error: ", late.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call", "Required argument 'NAME' missing for command: 'call'. 'cloudburst call --help' shows how")]
    [InlineData("call Shop.Add 1 2 --timeout soon", "'soon' is no time for --timeout: write 500ms, 30s, 2m, 1h or 00:00:30. 'cloudburst call --help' shows how")]
    [InlineData("functions --connect nowhere", "'nowhere' is not an address: use http://host:port, https://host:port or unix:/path/to/socket (from --connect)")]
    public async Task A_wrong_command_line_is_one_sentence(string line, string message) =>
        (await new Tool(Tool.Nobody).RunAsync(line.Split(' '))).FailedWith(2, message);
}
