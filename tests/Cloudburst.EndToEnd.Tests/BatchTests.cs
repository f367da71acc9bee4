using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Functions that take several calls at once (digest, row 18: batching).</summary>
[Trait("Feature", "18")]
public sealed class BatchTests
{
    private static readonly int[] Divisors = [0, 5, 0, 20];
    private readonly string _gate = Guid.NewGuid().ToString();

    /// <summary>Fifty calls of a function and of a DAG, of which one runs and the others wait (digest, row 18: batching).</summary>
    [Fact]
    public async Task Row_18_calls_that_wait_run_together_and_each_gets_its_result()
    {
        await using var host = Start(workers: 1);
        var dag = Dag.Build<int, string, int>((graph, x, gate) => graph.Add(TestFunctions.Functions.Increment, graph.Add(BatchFunctions.Functions.Square, graph.Add(TestFunctions.Functions.Double, x), gate)));
        var calls = new List<Task<int>> { host.Client.BatchFunctions.SquareAsync(0, _gate) };
        await BegunAsync(_gate);
        calls.AddRange(Enumerable.Range(1, 49).Select(x => x % 2 == 0 ? host.Client.BatchFunctions.SquareAsync(x, _gate) : host.Client.CallAsync(dag, x, _gate)));
        await QueuedAsync(host, 49);

        BatchFunctions.Gate(_gate).SetResult();

        Assert.Equal(Enumerable.Range(0, 50).Select(x => x % 2 == 0 ? x * x : (4 * x * x) + 1), await Task.WhenAll(calls));
        Assert.Equal([1, 20, 20, 9], BatchFunctions.Sizes[_gate]);
        await QueuedAsync(host, 0);
    }

    [Fact]
    public async Task Elements_of_a_map_run_together()
    {
        await using var host = Start(workers: 2);
        var dag = Dag.Build<int[], string, int[]>((graph, xs, gate) => graph.Map(BatchFunctions.Functions.Square, xs, gate));
        BatchFunctions.Gate(_gate).SetResult();

        Assert.Equal(Enumerable.Range(0, 200).Select(x => x * x), await host.Client.CallAsync(dag, Enumerable.Range(0, 200).ToArray(), _gate));

        Assert.Equal(200, BatchFunctions.Sizes[_gate].Sum());
        Assert.InRange(BatchFunctions.Sizes[_gate].Count, 10, 100);
    }

    [Fact]
    public async Task A_call_that_fails_fails_alone()
    {
        await using var host = Start(workers: 4);
        var first = host.Client.BatchFunctions.DivideAsync(1, _gate);
        await BegunAsync(_gate);
        var calls = Divisors.Select(x => host.Client.BatchFunctions.DivideAsync(x, _gate)).ToList();
        // What does not fit fails before it gets into a batch.
        var unfit = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.CallAsync(new Function<string, string, int>("batch.divide").With("no number", _gate)));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, unfit.Code);
        await QueuedAsync(host, 4);

        BatchFunctions.Gate(_gate).SetResult();

        Assert.Equal(100, await first);
        foreach (var failed in new[] { calls[0], calls[2] })
        {
            var error = await Assert.ThrowsAsync<FunctionFailedException>(() => failed);
            Assert.Equal("No zero", error.ExceptionMessage);
            Assert.Equal("System.DivideByZeroException", error.ExceptionType);
        }
        Assert.Equal(20, await calls[1]);
        Assert.Equal(5, await calls[3]);
    }

    [Theory]
    [InlineData(0, "was given 1 calls at once and returned 0 results")]
    [InlineData(2, "was given 1 calls at once and returned 2 results")]
    [InlineData(-1, "was given 1 calls at once and returned null")]
    public async Task Another_number_of_results_is_an_error(int count, string reason)
    {
        await using var host = Start(workers: 1);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.BatchFunctions.OddAsync(count));
        Assert.Equal(CloudburstErrorCode.BatchMismatch, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal("batch.odd", error.Details["function"]);
        Assert.False(error.IsTransient);
        Assert.Equal(0, await host.Client.BatchFunctions.OddAsync(1));
    }

    [Fact]
    public async Task What_is_thrown_fails_the_calls_of_the_run_and_no_others()
    {
        await using var host = Start(workers: 1);
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => host.Client.BatchFunctions.OddAsync(-2));
        Assert.Equal("on purpose", error.ExceptionMessage);
        Assert.Equal(0, await host.Client.BatchFunctions.OddAsync(1));
    }

    [Theory]
    [InlineData(Consistency.LastWriterWins)]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.Causal)]
    [InlineData(Consistency.Transactional)]
    public async Task Each_call_reads_and_writes_in_its_own_session(Consistency level)
    {
        await using var host = Start(workers: 2);
        var options = new CallOptions { Consistency = level };
        var before = Guid.NewGuid().ToString();
        BatchFunctions.Gate(before).SetResult();
        var earlier = (await host.Client.BatchFunctions.WriteAsync("name-3", before, options)).Split(' ')[1];
        var first = host.Client.BatchFunctions.WriteAsync("name-0", _gate, options);
        await BegunAsync(_gate);
        var others = Enumerable.Range(1, 5).Select(i => host.Client.BatchFunctions.WriteAsync($"name-{i}", _gate, options)).ToList();
        await QueuedAsync(host, 5);
        BatchFunctions.Gate(_gate).SetResult();
        await first;
        for (var i = 1; i <= 5; i++)
        {
            var parts = (await others[i - 1]).Split(' ');
            Assert.Equal("5", parts[0]);
            Assert.Equal(i == 3 ? earlier : "", parts[2]);
            Assert.Equal(parts[1], await new Register<string>(host.Client.State, $"batch/name-{i}").ReadAsync());
            Assert.Equal($"name-{i}", (await new TestState(host.Client.State).Order($"name-{i}").ReadAsync())?.Item);
        }
    }

    [Fact]
    public async Task A_caller_that_leaves_does_not_stop_the_run_for_the_others()
    {
        await using var host = Start(workers: 2);
        var first = host.Client.BatchFunctions.SquareAsync(1, _gate);
        using var leaves = new CancellationTokenSource();
        await BegunAsync(_gate);
        var second = Guid.NewGuid().ToString();
        var left = host.Client.BatchFunctions.SquareAsync(2, second, cancellationToken: leaves.Token);
        var late = host.Client.BatchFunctions.SquareAsync(3, second, new CallOptions { Timeout = TimeSpan.FromSeconds(5) });
        var stays = host.Client.BatchFunctions.SquareAsync(4, second);
        await QueuedAsync(host, 3);
        BatchFunctions.Gate(_gate).SetResult();
        Assert.Equal(1, await first);
        await BegunAsync(second);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<CloudburstException>(() => late)).Code);
        Assert.False(BatchFunctions.Stopped.ContainsKey(second));
        BatchFunctions.Gate(second).SetResult();
        Assert.Equal(16, await stays);
        Assert.Equal([3], BatchFunctions.Sizes[second]);
    }

    [Fact]
    public async Task A_caller_that_leaves_while_it_waits_is_not_in_the_run()
    {
        await using var host = Start(workers: 2);
        var first = host.Client.BatchFunctions.SquareAsync(1, _gate);
        await BegunAsync(_gate);
        using var leaves = new CancellationTokenSource();
        var left = host.Client.BatchFunctions.SquareAsync(2, _gate, cancellationToken: leaves.Token);
        var stays = host.Client.BatchFunctions.SquareAsync(3, _gate);
        await QueuedAsync(host, 2);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await QueuedAsync(host, 1);
        BatchFunctions.Gate(_gate).SetResult();
        Assert.Equal((1, 9), (await first, await stays));
        Assert.Equal([1, 1], BatchFunctions.Sizes[_gate]);
    }

    [Fact]
    public async Task A_run_that_nobody_waits_for_is_told_to_stop_and_loses_its_worker()
    {
        await using var host = Start(workers: 1);
        var calls = Enumerable.Range(0, 3).Select(x => host.Client.BatchFunctions.SquareAsync(x, _gate, new CallOptions { Timeout = TimeSpan.FromSeconds(1) })).ToList();
        foreach (var call in calls)
            Assert.Equal(CloudburstErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<CloudburstException>(() => call)).Code);
        await Eventually.IsTrueAsync(() => Task.FromResult(BatchFunctions.Stopped.ContainsKey(_gate)));
        // The only worker is still at it, and so is the only run.
        var next = Guid.NewGuid().ToString();
        BatchFunctions.Gate(next).SetResult();
        Assert.Equal(25, await host.Client.BatchFunctions.SquareAsync(5, next));
        Assert.Equal(4, await host.Client.TestFunctions.SquareAsync(2));
        BatchFunctions.Gate(_gate).SetResult();
    }

    [Fact]
    public async Task A_run_that_takes_too_long_fails_all_of_its_calls()
    {
        await using var host = Start(workers: 1);
        var calls = Enumerable.Range(0, 3).Select(x => host.Client.BatchFunctions.SlowAsync(x, _gate)).ToList();
        foreach (var call in calls)
            Assert.Equal(CloudburstErrorCode.FunctionTimedOut, (await Assert.ThrowsAsync<CloudburstException>(() => call)).Code);
        BatchFunctions.Gate(_gate).SetResult();
        Assert.Equal(7, await host.Client.BatchFunctions.SlowAsync(7, _gate));
    }

    private static CloudburstTestHost Start(int workers)
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.WorkersPerExecutor = workers;
        return builder.Start();
    }

    private static Task BegunAsync(string gate) => Eventually.IsTrueAsync(() => Task.FromResult(BatchFunctions.Sizes.ContainsKey(gate)));

    private static Task QueuedAsync(CloudburstTestHost host, int calls) =>
        Eventually.IsTrueAsync(async () => (await host.Client.GetStatusAsync()).Executors.Single().Queued == calls);
}
