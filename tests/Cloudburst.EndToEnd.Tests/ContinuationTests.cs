using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>DAGs that are placed part by part (digest, row 17: two DAGs chained, the same id, the second placed on the node that caches its key).</summary>
[Trait("Feature", "17")]
public sealed class ContinuationTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static readonly Dag<string, Stops> Followed = Dag.Start(ContinuationFunctions.Functions.Find).ContinueWith(ContinuationFunctions.Functions.Follow);
    private readonly ICloudburstClient _cloud = fixture.Cloud;
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Result_of_the_first_part_is_the_argument_of_the_second()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).ContinueWith(TestFunctions.Functions.Square).Then(TestFunctions.Functions.Double);
        for (var x = 0; x < 50; x++)
            Assert.Equal(2 * (x + 1) * (x + 1), await _cloud.CallAsync(dag, x));
        Assert.Equal(2, dag.Shape.Nodes.Count(static node => node.Part == 1));
    }

    [Fact]
    public async Task Parts_may_be_any_dags_and_any_number()
    {
        var squares = Dag.Start(ContinuationFunctions.Functions.NumbersTo).ContinueWith(Dag.StartMap(TestFunctions.Functions.Square));
        Assert.Equal(Enumerable.Range(1, 4).Select(static x => x * x), await _cloud.CallAsync(squares, 4));
        var branches = Dag.Start(TestFunctions.Functions.Increment).ContinueWith(
            Dag.Start(TestFunctions.Functions.Increment).When(DagFunctions.Functions.IsEven, TestFunctions.Functions.Double, TestFunctions.Functions.Square));
        Assert.Equal((4 * 2, 5 * 5), (await _cloud.CallAsync(branches, 2), await _cloud.CallAsync(branches, 3)));
        var three = Dag.Start(TestFunctions.Functions.Subtract).ContinueWith(TestFunctions.Functions.Increment).ContinueWith(TestFunctions.Functions.Square);
        Assert.Equal(36, await _cloud.CallAsync(three, 9, 4));
        var inside = Dag.Build<int, int>((dag, x) => dag.Add(TestFunctions.Functions.Double, dag.Add(branches, dag.Add(TestFunctions.Functions.Increment, x))));
        Assert.Equal(50, await _cloud.CallAsync(inside, 2));
    }

    [Fact]
    public async Task Second_part_is_placed_where_its_key_is_cached_and_the_request_is_the_same()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(3, executorsPerNode: 2);
        builder.Options.Scheduler.RandomShare = 0;
        await using var host = builder.Start();
        var byKey = Dag.Start(ContinuationFunctions.Functions.NameOf).ContinueWith(ContinuationFunctions.Functions.ReadAt);
        var moved = 0;
        for (var i = 0; i < 6; i++)
        {
            var key = $"continued-{_id}-{i}";
            await new Register<byte[]>(host.Client.State, key).WriteAsync(new byte[20_000 + i]);
            // Its first reader's machine is the one that caches it, from the moment that its cache has told the scheduler.
            var home = NodeOf(await host.Client.CallAsync(ContinuationFunctions.Functions.KeepAt, Ref.To<byte[]>(key)));
            await Eventually.IsTrueAsync(async () => (await host.Client.ExplainAsync(ContinuationFunctions.Functions.KeepAt.With(Ref.To<byte[]>(key)))).Nodes[0].CachedBytes > 0);

            for (var call = 0; call < 5; call++)
            {
                var stops = await host.Client.CallAsync(Followed, key);
                Assert.Equal((home, 20_000 + i), (NodeOf(stops.Second), stops.Bytes));
                Assert.Equal(stops.FirstRequest, stops.SecondRequest);
                moved += NodeOf(stops.First) == home ? 0 : 1;
                var read = await host.Client.CallAsync(byKey, key);
                Assert.Equal((home, $"{20_000 + i}"), (NodeOf(read), read.Split(' ')[0]));
            }
        }
        Assert.True(moved > 0, "The first part ran where the second one did, every time");
    }

    [Fact]
    public async Task Reference_may_lead_nowhere_and_to_a_future()
    {
        var byKey = Dag.Start(ContinuationFunctions.Functions.NameOf).ContinueWith(ContinuationFunctions.Functions.ReadAt);
        Assert.StartsWith("-1 ", await _cloud.CallAsync(byKey, ""), StringComparison.Ordinal);
        Assert.StartsWith("-1 ", await _cloud.CallAsync(byKey, $"{_id}/nowhere"), StringComparison.Ordinal);
        var later = await _cloud.StartAsync(TestFunctions.Functions.Square, 5);
        Assert.Equal(26, await _cloud.CallAsync(Dag.Start(ContinuationFunctions.Functions.Pass).ContinueWith(TestFunctions.Functions.Increment), new Ref<int>[] { later }));
    }

    [Fact]
    public async Task Futures_ids_and_output_keys_are_those_of_the_whole()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).ContinueWith(TestFunctions.Functions.Square);
        Assert.Equal(49, await (await _cloud.StartAsync(dag, 6)).GetAsync());
        var options = new CallOptions { RequestId = _id, OutputKey = $"{_id}/out" };
        Assert.Equal((64, 64), (await _cloud.CallAsync(dag, 7, options), await _cloud.CallAsync(dag, 7, options)));
        Assert.Equal(64, await new Register<int>(_cloud.State, $"{_id}/out").ReadAsync());
    }

    [Fact]
    public async Task Failure_of_either_part_is_the_requests()
    {
        var first = Dag.Start(TestFunctions.Functions.Fail).ContinueWith(TestFunctions.Functions.Square);
        Assert.Equal("first", (await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(first, "first"))).ExceptionMessage);
        var second = Dag.Start(TestFunctions.Functions.Greet).ContinueWith(TestFunctions.Functions.Fail);
        Assert.Equal("Hello, second", (await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(second, "second"))).ExceptionMessage);
    }

    [Fact]
    public async Task Deadline_and_cancellation_reach_the_second_part()
    {
        var dag = Dag.Start(TestFunctions.Functions.Greet).ContinueWith(Dag.Build<string, int>((dag, gate) => dag.Add(TestFunctions.Functions.Wait, gate, 3)));
        var late = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(dag, $"{_id}/late", new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, late.Code);

        using var cancellation = new CancellationTokenSource();
        var gate = $"Hello, {_id}/cancelled";
        var call = _cloud.CallAsync(dag, $"{_id}/cancelled", cancellationToken: cancellation.Token);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(gate)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Executor_that_dies_in_either_part_costs_a_try_and_no_answer(int part)
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();
        var first = Dag.Build<string, int>((dag, gate) => dag.Add(TestFunctions.Functions.Wait, gate, 1));
        var dag = part == 0
            ? first.ContinueWith(TestFunctions.Functions.Increment)
            : Dag.Start(TestFunctions.Functions.Greet).ContinueWith(first);
        var gate = part == 0 ? _id : $"Hello, {_id}";
        var calls = Enumerable.Range(0, 40).Select(_ => host.Client.CallAsync(dag, _id)).ToArray();
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 40));

        await host.KillExecutorAsync(host.ExecutorIds.First());
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(part == 0 ? 2 : 1, result));
        Assert.True(TestFunctions.Runs[gate] > 40, "No request was on the executor that was killed");
    }

    [Fact]
    public async Task Executor_that_dies_between_the_parts_is_not_missed()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2).Start();
        var dag = Dag.Start(ContinuationFunctions.Functions.Find).ContinueWith(Dag.Build<Lead, string>((dag, lead) => dag.Add(TestFunctions.Functions.Draw, dag.Add(TestFunctions.Functions.WaitForLead, lead))));
        var call = host.Client.CallAsync(dag, _id);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Leads.ContainsKey(_id)));
        var (first, second) = TestFunctions.Leads[_id];
        if (first != second)
            await host.KillExecutorAsync(first);
        TestFunctions.Gates.GetOrAdd(_id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Assert.NotEmpty(await call);
        Assert.Equal(1, TestFunctions.Runs[_id]);
    }

    [Theory]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.MultiKeyCausal)]
    [InlineData(Consistency.Causal)]
    [InlineData(Consistency.Transactional)]
    public async Task Session_goes_on_in_the_second_part(Consistency level)
    {
        var key = $"{_id}/{level}";
        var options = new CallOptions { Consistency = level };
        var writes = Dag.Build<string, string>((dag, key) => dag.Add(SessionFunctions.Functions.WriteFirst, key, "written"));
        var dag = writes.ContinueWith(Dag.Build<string, string>((dag, written) => dag.Add(SessionFunctions.Functions.ReadAfter, written, key)));
        for (var i = 0; i < 10; i++)
            Assert.Equal("written", await _cloud.CallAsync(dag, key, options));
    }

    [Fact]
    public async Task Transaction_over_two_parts_is_there_whole_or_not_at_all()
    {
        var (from, to) = ($"{_id}/from", $"{_id}/to");
        await new Register<long>(_cloud.State, from).WriteAsync(100);
        var options = new CallOptions { Consistency = Consistency.Transactional };
        var withdraw = Dag.Build<long, long>((dag, amount) => dag.Add(TransactionFunctions.Functions.Withdraw, from, amount));
        var transfer = withdraw.ContinueWith(Dag.Build<long, long>((dag, amount) => dag.Add(TransactionFunctions.Functions.Deposit, amount, to)));
        for (var i = 0; i < 5; i++)
            await _cloud.CallAsync(transfer, 10L, options);
        var failing = transfer.Then(ContinuationFunctions.Functions.Refuse);
        await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(failing, 10L, options));
        Assert.Equal((50L, 50L), (await new Register<long>(_cloud.State, from).ReadAsync(), await new Register<long>(_cloud.State, to).ReadAsync()));
    }

    [Fact]
    public async Task Numbers_drawn_in_two_parts_differ_and_are_the_requests_own()
    {
        var dag = Dag.Start(ContinuationFunctions.Functions.Draw).ContinueWith(ContinuationFunctions.Functions.Draw);
        var drawn = (await _cloud.CallAsync(dag, "")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, drawn.Distinct().Count());
    }

    [Fact]
    public async Task Trace_shows_the_functions_of_both_parts()
    {
        await _cloud.CallAsync(Dag.Start(TestFunctions.Functions.Increment).Then(TestFunctions.Functions.Double).ContinueWith(TestFunctions.Functions.Square), 1, new CallOptions { TraceName = _id });
        var trace = (await _cloud.GetTraceAsync(_id))!;
        Assert.Equal(["double", "increment", "square"], trace.Runs.Select(static run => run.Node).Order());
        Assert.Single(trace.Attempts);
    }

    [Fact]
    public async Task Dry_run_tells_where_the_first_part_would_go_and_runs_nothing()
    {
        var dag = Dag.Build<string, int>((dag, gate) => dag.Add(TestFunctions.Functions.Wait, gate, 3)).ContinueWith(TestFunctions.Functions.Square);
        var plan = await _cloud.ExplainAsync(dag.With(_id));
        Assert.Equal(["wait", "square"], plan.Nodes.Select(static node => node.Function));
        Assert.StartsWith(plan.Nodes[0].NodeId!, plan.Nodes[0].ExecutorId, StringComparison.Ordinal);
        Assert.Null(plan.Nodes[1].ExecutorId);
        Assert.False(TestFunctions.Runs.ContainsKey(_id));
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.ExplainAsync(new Function<int>("nowhere").With()));
        Assert.Equal(CloudburstErrorCode.FunctionNotFound, error.Code);
        error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.ExplainAsync(new Function<int>("square").With()));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public async Task It_is_not_begun_twice_at_the_same_time()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).ContinueWith(TestFunctions.Functions.Square);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(dag, 1, new CallOptions { HedgeAfter = TimeSpan.FromSeconds(1) }));
        Assert.Equal(CloudburstErrorCode.Unsupported, error.Code);
    }

    private static string NodeOf(string text)
    {
        var executor = text.Split(' ')[^1];
        return executor[..executor.IndexOf("-executor", StringComparison.Ordinal)];
    }
}
