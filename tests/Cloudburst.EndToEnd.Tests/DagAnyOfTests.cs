using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Competitors of which the first with a valid result wins.</summary>
[Trait("Feature", "16")]
public sealed class DagAnyOfTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task First_result_wins_and_the_loser_is_stopped()
    {
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int>((dag, number, gate) =>
            dag.AnyOf(dag.Add(DagFunctions.Functions.WaitWith, number, gate), dag.Add(TestFunctions.Functions.FailAfter, "", gate), Late(dag, number, gate)));
        Assert.Equal(16, await _cloud.CallAsync(dag, 4, gate));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(gate)));
    }

    [Fact]
    public async Task Loser_is_stopped_while_the_request_goes_on()
    {
        var (slow, after) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var dag = Dag.Build<int, string, string, int>((dag, number, slow, after) => dag.Add(
            TestFunctions.Functions.Wait, after, dag.AnyOf(dag.Add(DagFunctions.Functions.WaitWith, number, slow), Late(dag, number, slow))));
        var call = _cloud.CallAsync(dag, 4, slow, after);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(after) && TestFunctions.Stopped.ContainsKey(slow)));
        Assert.False(call.IsCompleted);
        Open(after);
        Assert.Equal(16, await call);
    }

    [Fact]
    public async Task Result_that_is_not_valid_does_not_win_however_fast_it_is()
    {
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int>((dag, number, gate) =>
            dag.AnyOf(DagFunctions.Functions.IsEven, dag.Add(TestFunctions.Functions.Increment, number), dag.Add(DagFunctions.Functions.WaitWith, number, gate)));
        var call = _cloud.CallAsync(dag, 4, gate);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        Assert.False(call.IsCompleted);
        Open(gate);
        Assert.Equal(4, await call);
    }

    [Fact]
    public async Task Call_without_a_valid_result_says_so()
    {
        var dag = Dag.Start(TestFunctions.Functions.Double).AnyOf(DagFunctions.Functions.IsEven, TestFunctions.Functions.Increment, TestFunctions.Functions.Increment);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(dag, 2));
        Assert.Equal(CloudburstErrorCode.NoValidResult, error.Code);
        error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(dag.Then(TestFunctions.Functions.Square), 2));
        Assert.Equal(CloudburstErrorCode.NoValidResult, error.Code);
    }

    [Fact]
    public async Task Alternative_that_throws_has_no_result_and_when_all_throw_the_caller_sees_why()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).AnyOf(DagFunctions.Functions.FailOnOdd, TestFunctions.Functions.Square);
        for (var i = 0; i < 20; i++)
            Assert.Equal(25, await _cloud.CallAsync(dag, 4));
        var failing = Dag.Start(TestFunctions.Functions.Increment).AnyOf(DagFunctions.Functions.FailOnOdd, DagFunctions.Functions.FailOnOdd);
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(failing, 4));
        Assert.Equal("5 is odd", error.ExceptionMessage);
    }

    [Fact]
    public async Task Replicas_run_on_different_executors()
    {
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int>((dag, number, gate) =>
            dag.AnyOf([.. Enumerable.Range(0, 4).Select(_ => dag.Add(DagFunctions.Functions.WaitWith, number, gate))]));
        var call = _cloud.CallAsync(dag, 4, gate);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 4));
        Assert.Equal(4, DagFunctions.Places[gate].Distinct().Count());
        Open(gate);
        Assert.Equal(4, await call);
    }

    [Theory]
    [InlineData(Consistency.LastWriterWins)]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.SingleKeyCausal)]
    [InlineData(Consistency.MultiKeyCausal)]
    [InlineData(Consistency.Causal)]
    [InlineData(Consistency.Transactional)]
    [InlineData(Consistency.Linearizable)]
    public async Task What_the_winner_writes_is_read_behind_it_at_every_level(Consistency level)
    {
        var dag = Dag.Build<int, string, string, int>((dag, number, key, gate) => dag.Add(
            DagFunctions.Functions.LoadNumber,
            dag.AnyOf(DagFunctions.Functions.IsEven, dag.Add(DagFunctions.Functions.StoreNumber, number, key), dag.Add(DagFunctions.Functions.WaitWith, number, gate)),
            key));
        var (key, gate, options) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), new CallOptions { Consistency = level });
        Assert.Equal(5, await _cloud.CallAsync(dag, 4, key, gate, options));
        Assert.Equal(5, await _cloud.CallAsync(DagFunctions.Functions.LoadNumber, 4, key, options));
    }

    [Fact]
    public async Task Executor_of_one_competitor_that_dies_costs_no_answer()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int>((dag, number, gate) =>
            dag.AnyOf(dag.Add(DagFunctions.Functions.WaitWith, number, gate), dag.Add(DagFunctions.Functions.WaitWith, number, gate)));
        var call = host.Client.CallAsync(dag, 4, gate);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 2));
        var place = DagFunctions.Places[gate].First();
        await host.KillExecutorAsync(host.ExecutorIds.Single(id => place.Contains(id, StringComparison.Ordinal)));
        Open(gate);
        Assert.Equal(4, await call);
    }

    [Fact]
    public async Task Loser_that_does_not_stop_loses_its_worker_to_others()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(1);
        // One executor, so that none of the calls below can be placed behind another one.
        builder.Options.WorkersPerExecutor = 2;
        await using var host = builder.Start();
        var (gate, other) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var dag = Dag.Build<int, string, int>((dag, number, gate) =>
            dag.AnyOf(dag.Add(TestFunctions.Functions.IgnoreDeadline, gate, number), Late(dag, number, gate)));
        Assert.Equal(16, await host.Client.CallAsync(dag, 4, gate));
        // Both workers are needed for these two.
        var calls = new[] { host.Client.TestFunctions.WaitAsync(other, 1), host.Client.TestFunctions.WaitAsync(other, 2) };
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(other) == 2));
        Open(other);
        Open(gate);
        Assert.Equal(3, (await Task.WhenAll(calls)).Sum());
    }

    /// <summary>A competitor that is done once the one behind the gate runs.</summary>
    private static Port<int> Late(DagBuilder dag, Port<int> number, Port<string> gate) =>
        dag.Add(TestFunctions.Functions.Square, dag.Add(DagFunctions.Functions.WhenRuns, number, gate));

    private static void Open(string gate) =>
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
