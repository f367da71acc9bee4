using Cloudburst.Client;
using Cloudburst.Hosting.Embedded;
using Cloudburst.Kvs;

namespace Cloudburst.EndToEnd.Tests;

public sealed class BadInputTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    [Trait("Feature", "11")]
    public async Task Unknown_function_is_named_with_its_nearest_neighbour()
    {
        var error = await FailsAsync(CloudburstErrorCode.FunctionNotFound, () => _cloud.CallAsync(new Function<int, int>("squore"), 3));
        Assert.Contains("did you mean 'square'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_argument_type_names_the_argument()
    {
        var error = await FailsAsync(CloudburstErrorCode.InvalidArgument, () => _cloud.CallAsync(new Function<string, int>("square"), "three"));
        Assert.Contains("'x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_number_of_arguments_is_refused() =>
        await FailsAsync(CloudburstErrorCode.InvalidArgument, () => _cloud.CallAsync(new Function<int, int, int>("square"), 3, 4));

    [Fact]
    public async Task Wrong_result_type_is_refused_by_the_client() =>
        await FailsAsync(CloudburstErrorCode.PayloadUndecodable, () => _cloud.CallAsync(new Function<int, string>("square"), 3), "'square'");

    [Fact]
    public async Task Wrong_type_of_a_register_names_the_key()
    {
        var key = Guid.NewGuid().ToString();
        await new Register<string>(_cloud.State, key).WriteAsync("text");
        await FailsAsync(CloudburstErrorCode.PayloadUndecodable, () => new Register<int>(_cloud.State, key).ReadAsync().AsTask(), $"'{key}'");
    }

    [Theory]
    [InlineData("cycle")]
    [InlineData("function")]
    [InlineData("type")]
    [InlineData("arity")]
    [InlineData("sink")]
    [InlineData("label")]
    [InlineData("edge")]
    [Trait("Feature", "10")]
    public async Task Dag_that_breaks_a_rule_is_refused_and_leaves_nothing_behind(string rule)
    {
        DagNodeShape Node(string function, string label, params DagBinding[] bindings) => new(function, label, bindings);
        var input = DagBinding.FromInput(0);
        var nodes = rule switch
        {
            "cycle" => [Node("subtract", "a", input, DagBinding.FromNode(1)), Node("square", "b", DagBinding.FromNode(0)), Node("square", "c", DagBinding.FromNode(1))],
            "function" => [Node("squore", "a", input)],
            "type" => [Node("square", "a", input), Node("greet", "b", DagBinding.FromNode(0))],
            "arity" => [Node("subtract", "a", input)],
            "sink" => [Node("square", "a", input), Node("square", "b", input)],
            "label" => [Node("square", "a", input), Node("square", "a", DagBinding.FromNode(0))],
            _ => new[] { Node("square", "a", DagBinding.FromNode(9)) },
        };
        var dag = Dag.FromShape(new DagShape($"bad-{rule}", 1, nodes, nodes.Length - 1));
        var error = await FailsAsync(CloudburstErrorCode.DagInvalid, () => _cloud.RegisterAsync(dag));
        Assert.Equal(rule, error.Details["rule"]);
        await FailsAsync(CloudburstErrorCode.DagNotFound, () => _cloud.DeleteDagAsync(dag.Name));
    }

    [Fact]
    [Trait("Feature", "10")]
    public async Task Name_of_another_dag_is_taken_until_that_is_deleted()
    {
        var first = Dag.Start(TestFunctions.Functions.Increment).Named("taken");
        var second = Dag.Start(TestFunctions.Functions.Square).Named("taken");
        await _cloud.RegisterAsync(first);
        await _cloud.RegisterAsync(first);
        await FailsAsync(CloudburstErrorCode.DagAlreadyExists, () => _cloud.RegisterAsync(second));
        Assert.Equal(5, await _cloud.CallAsync(first, 4));
        await _cloud.DeleteDagAsync("taken");
        await _cloud.RegisterAsync(second);
        Assert.Equal(16, await _cloud.CallAsync(second, 4));
    }

    [Fact]
    public async Task Key_of_another_lattice_type_is_refused_and_unchanged()
    {
        var key = Guid.NewGuid().ToString();
        var counter = new Counter(_cloud.State, key);
        await counter.AddAsync(3);
        await FailsAsync(CloudburstErrorCode.LatticeMismatch, () => new Register<string>(_cloud.State, key).WriteAsync("text").AsTask(), "holds a Counter");
        await FailsAsync(CloudburstErrorCode.LatticeMismatch, () => _cloud.TestFunctions.WriteAsync(key, "text"), "holds a Counter");
        await FailsAsync(CloudburstErrorCode.LatticeMismatch, () => _cloud.TestFunctions.ReadAsync(key));
        Assert.Equal(3, await counter.ReadAsync());
    }

    [Fact]
    public async Task Value_over_the_size_limit_is_refused()
    {
        var error = await FailsAsync(CloudburstErrorCode.ValueTooLarge, () => _cloud.TestFunctions.LargeAsync(100_000_000));
        Assert.Contains("store it under a key", error.Message, StringComparison.Ordinal);
        error = await FailsAsync(CloudburstErrorCode.ValueTooLarge, () => _cloud.CallAsync(TestFunctions.Functions.Sum, new ReadOnlyMemory<double>(new double[12_500_000])));
        Assert.Contains("Argument 1 of 'sum'", error.Message, StringComparison.Ordinal);
        var half = new string('x', 50_000_000);
        error = await FailsAsync(CloudburstErrorCode.ValueTooLarge, () => _cloud.TestFunctions.WriteAsync(half, half));
        Assert.Contains("together", error.Message, StringComparison.Ordinal);
        error = await FailsAsync(CloudburstErrorCode.ValueTooLarge, () => new Register<byte[]>(_cloud.State, "large").WriteAsync(new byte[100_000_000]).AsTask());
        Assert.Contains("'large'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(-5_000)]
    [InlineData(long.MaxValue / 10_000)]
    public async Task Timeout_that_is_none_is_named(long milliseconds)
    {
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(milliseconds) };
        var error = await FailsAsync(CloudburstErrorCode.InvalidArgument, () => _cloud.TestFunctions.SquareAsync(2, options));
        Assert.Contains("CallOptions.Timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payload_that_does_not_decode_is_refused()
    {
        var request = new CloudburstRequest<int>("square", new EncodedArgument(ArgumentKind.Value, new byte[] { 1 }, null));
        await FailsAsync(CloudburstErrorCode.InvalidArgument, () => _cloud.CallAsync(request));
    }

    [Fact]
    [Trait("Feature", "28")]
    public async Task Call_past_its_deadline_fails_and_stops_the_function()
    {
        var gate = Guid.NewGuid().ToString();
        // On a busy machine the deadline may pass before the function begins; then it is given longer.
        for (var timeout = TimeSpan.FromSeconds(1); !TestFunctions.Runs.ContainsKey(gate); timeout *= 2)
            await FailsAsync(CloudburstErrorCode.DeadlineExceeded, () => _cloud.TestFunctions.WaitAsync(gate, 1, new CallOptions { Timeout = timeout }), "'wait'");
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(gate)));
    }

    [Fact]
    public async Task Withdrawn_call_stops_the_function()
    {
        var gate = Guid.NewGuid().ToString();
        using var withdrawal = new CancellationTokenSource();
        var call = _cloud.TestFunctions.WaitAsync(gate, 1, cancellationToken: withdrawal.Token);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        await withdrawal.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(gate)));
    }

    [Fact]
    public async Task Failing_branch_stops_its_siblings()
    {
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<string, string, int>((builder, waitFor, message) =>
            builder.Add(
                TestFunctions.Functions.Subtract,
                builder.Add(TestFunctions.Functions.Wait, waitFor, 1),
                builder.Add(TestFunctions.Functions.FailAfter, message, waitFor)));
        await FailsAsync(CloudburstErrorCode.FunctionFailed, () => _cloud.CallAsync(dag, gate, "on purpose"));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(gate)));
    }

    [Fact]
    [Trait("Feature", "11")]
    public async Task Exception_of_a_function_reaches_its_caller_and_spares_the_worker()
    {
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.TestFunctions.FailAsync("on purpose"));
        Assert.Equal("System.InvalidOperationException", error.ExceptionType);
        Assert.Equal("on purpose", error.ExceptionMessage);
        Assert.Contains(nameof(TestFunctions), error.RemoteStackTrace, StringComparison.Ordinal);
        Assert.Equal(4, await _cloud.TestFunctions.SquareAsync(2));
    }

    [Fact]
    public async Task Reserved_and_empty_keys_are_refused()
    {
        await FailsAsync(CloudburstErrorCode.KeyInvalid, () => _cloud.TestFunctions.WriteAsync("cb/dag/x", "v"));
        await FailsAsync(CloudburstErrorCode.KeyInvalid, () => new Register<string>(_cloud.State, "cb/dag/x").WriteAsync("v").AsTask());
        await FailsAsync(CloudburstErrorCode.KeyInvalid, () => _cloud.TestFunctions.WriteAsync("", "v"));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Result_that_nobody_started_is_missing()
    {
        var future = new CloudburstFuture<int>(_cloud, "cb/result/nobody");
        await FailsAsync(CloudburstErrorCode.KeyMissing, () => future.GetAsync(TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task System_without_executors_says_so()
    {
        await using var empty = EmbeddedCloudburst.Start(
            FunctionTable.Empty, new EmbeddedOptions { Nodes = 0, Scheduler = { ExecutorPatience = TimeSpan.FromMilliseconds(100) } });
        await FailsAsync(CloudburstErrorCode.NoExecutor, () => empty.Client.CallAsync(new Function<int, int>("square"), 3));
    }

    [Fact]
    public async Task Scheduler_that_is_not_there_is_named()
    {
        await using var client = CloudburstClient.Connect("http://127.0.0.1:1", new ClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        var error = await FailsAsync(CloudburstErrorCode.SchedulerUnavailable, () => client.CallAsync(new Function<int, int>("square"), 3));
        Assert.Contains("http://127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_folder_that_cannot_be_used_is_named()
    {
        var error = Assert.Throws<KvsException>(() => EmbeddedCloudburst.Start(FunctionTable.Empty, new EmbeddedOptions { DataFolder = "/proc/nowhere" }));
        Assert.Contains("/proc/nowhere", error.Message, StringComparison.Ordinal);
    }

    private static async Task<CloudburstException> FailsAsync(CloudburstErrorCode code, Func<Task> call, string says = "")
    {
        var error = await Assert.ThrowsAnyAsync<CloudburstException>(call);
        Assert.True(code == error.Code, $"Expected {code}, got {error.Code}: {error.Message}");
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        return error;
    }
}
