using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>A function mapped over a list whose length is known only when the DAG runs: fan-out and fan-in of dynamic width.</summary>
[Trait("Feature", "6")]
public sealed class DagMapTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static readonly int[] OneTwo = [1, 2];
    private static readonly int[] Nineteen = [19];

    private readonly ICloudburstClient _cloud = fixture.Cloud;

    private static Dag<int, int[]> Squares => Dag.Start(DagFunctions.Functions.RangeTo).Map(TestFunctions.Functions.Square);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Results_are_in_the_order_of_the_list(int width)
    {
        Assert.Equal(Enumerable.Range(0, width).Select(i => i * i), await _cloud.CallAsync(Squares, width));
        Assert.Equal(Enumerable.Range(0, width).Sum(i => i * i), await _cloud.CallAsync(Squares.Then(DagFunctions.Functions.Total), width));
    }

    [Fact]
    public async Task Lists_of_any_kind_and_elements_of_any_type_are_mapped()
    {
        await IsAsync(["Hello, \"0\", ü", "Hello, \"1\", ü"], _cloud.CallAsync(Dag.Start(DagFunctions.Functions.Names).Map(TestFunctions.Functions.Greet), 2));
        await IsAsync([0, 1, 2], _cloud.CallAsync(Dag.Start(DagFunctions.Functions.Orders).Map(DagFunctions.Functions.Quantity), 3));
        await IsAsync([new Order("tea 0", 1), new Order("tea 1", 2)], _cloud.CallAsync(Dag.Start(DagFunctions.Functions.Orders).Map(DagFunctions.Functions.More), 2));
        await IsAsync(['0', '1', '2'], _cloud.CallAsync(Dag.Start(DagFunctions.Functions.Names).Map(DagFunctions.Functions.Initial), 3));
        await IsAsync([], _cloud.CallAsync(Dag.Start(DagFunctions.Functions.Names).Map(DagFunctions.Functions.Initial), 0));
    }

    [Fact]
    public async Task Map_of_a_map_and_a_map_of_an_argument()
    {
        await IsAsync([4, 9], _cloud.CallAsync(Dag.StartMap(TestFunctions.Functions.Increment).Map(TestFunctions.Functions.Square), OneTwo));
        var texts = Dag.Build<List<string>, string[]>((dag, list) => dag.Map(TestFunctions.Functions.Greet, list));
        await IsAsync(["Hello, a", "Hello, b"], _cloud.CallAsync(texts, new List<string> { "a", "b" }));
    }

    [Fact]
    public async Task Other_arguments_are_the_same_for_all_elements()
    {
        var dag = Dag.Build<int, double, double[]>((dag, count, factor) => dag.Map(DagFunctions.Functions.Scale, dag.Add(DagFunctions.Functions.RangeTo, count), factor));
        await IsAsync([0, 1.5, 3, 4.5], _cloud.CallAsync(dag, 4, 1.5));
        await new Register<int>(_cloud.State, "map/factor").WriteAsync(3);
        var byReference = Dag.Build<int, int[]>((dag, count) =>
            dag.Map(DagFunctions.Functions.ScaleByRegister, dag.Add(DagFunctions.Functions.RangeTo, count), Ref.To<int>("map/factor")));
        await IsAsync([0, 3, 6], _cloud.CallAsync(byReference, 3));
    }

    [Fact]
    public async Task List_may_be_passed_by_its_key_or_as_a_future()
    {
        await new Register<int[]>(_cloud.State, "map/list").WriteAsync([1, 2, 3]);
        var dag = Dag.StartMap(TestFunctions.Functions.Square);
        await IsAsync([1, 4, 9], _cloud.CallAsync(dag, Ref.To<int[]>("map/list")));
        await IsAsync([0, 1, 4], _cloud.CallAsync(dag, await _cloud.StartAsync(DagFunctions.Functions.RangeTo, 3)));
    }

    [Fact]
    public async Task Elements_run_in_parallel_on_several_executors()
    {
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int[]>((dag, count, gate) => dag.Map(DagFunctions.Functions.WaitWith, dag.Add(DagFunctions.Functions.RangeTo, count), gate));
        var call = _cloud.CallAsync(dag, 8, gate);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 8));
        Assert.Equal(4, DagFunctions.Places[gate].Distinct().Count());
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Assert.Equal(Enumerable.Range(0, 8), await call);
    }

    [Fact]
    public async Task Every_element_draws_ids_of_its_own()
    {
        var drawn = await _cloud.CallAsync(Dag.Start(DagFunctions.Functions.RangeTo).Map(DagFunctions.Functions.DrawFor), 40);
        Assert.Equal(40, drawn.Distinct().Count());
    }

    [Fact]
    public async Task Element_that_fails_fails_the_call_and_is_named()
    {
        var dag = Dag.Start(DagFunctions.Functions.RangeTo).Map(DagFunctions.Functions.FailOnOdd);
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(dag, 40));
        Assert.EndsWith("is odd", error.ExceptionMessage, StringComparison.Ordinal);
        await IsAsync([0], _cloud.CallAsync(dag, 1));
    }

    [Fact]
    public async Task List_of_more_than_ten_thousand_elements_is_refused()
    {
        Assert.Equal(10_000, (await _cloud.CallAsync(Squares, 10_000)).Length);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(Squares, 10_001));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("10,001 elements and 10,000 are allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_are_too_large_together_are_not_gathered()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.CallAsync(Dag.Start(DagFunctions.Functions.RangeTo).Map(DagFunctions.Functions.Heavy), 100));
        Assert.Equal(CloudburstErrorCode.ValueTooLarge, error.Code);
        Assert.Equal("heavy", error.Details["function"]);
        // Thirteen of 8 MB are too much; some more were on their way.
        Assert.InRange(DagFunctions.HeavyRuns, 13, 50);
    }

    [Fact]
    public async Task What_is_no_list_is_refused()
    {
        var dag = Dag.Start(new Function<int, int[]>("no-list")).Map(TestFunctions.Functions.Square);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(dag, -1));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("it holds null", error.Message, StringComparison.Ordinal);
        await IsAsync([], _cloud.CallAsync(dag, 0));
    }

    [Theory]
    [InlineData(Consistency.LastWriterWins)]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.SingleKeyCausal)]
    [InlineData(Consistency.MultiKeyCausal)]
    [InlineData(Consistency.Causal)]
    [InlineData(Consistency.Transactional)]
    [InlineData(Consistency.Linearizable)]
    public async Task What_elements_write_is_read_behind_the_map_at_every_level(Consistency level)
    {
        var dag = Dag.Build<int, string, int[]>((dag, count, key) =>
            dag.Map(DagFunctions.Functions.LoadNumber, dag.Map(DagFunctions.Functions.StoreNumber, dag.Add(DagFunctions.Functions.RangeTo, count), key), key));
        var key = Guid.NewGuid().ToString();
        Assert.Equal(Enumerable.Range(1, 20), await _cloud.CallAsync(dag, 20, key, new CallOptions { Consistency = level }));
        var load = Dag.Build<int[], string, int[]>((dag, list, key) => dag.Map(DagFunctions.Functions.LoadNumber, list, key));
        await IsAsync([20], _cloud.CallAsync(load, Nineteen, key, new CallOptions { Consistency = level }));
    }

    [Fact]
    public async Task Executor_that_dies_in_the_middle_of_a_map_costs_one_retry_and_no_answer()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int>((dag, count, gate) =>
            dag.Add(DagFunctions.Functions.Total, dag.Map(DagFunctions.Functions.WaitWith, dag.Add(DagFunctions.Functions.RangeTo, count), gate)));
        var call = host.Client.CallAsync(dag, 8, gate);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 8));

        await host.KillExecutorAsync(host.ExecutorIds.First());
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        Assert.Equal(28, await call);
        Assert.True(TestFunctions.Runs[gate] > 8, "The map was not on the executor that was killed");
    }

    [Fact]
    public async Task Failing_element_stops_the_others()
    {
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, string, int>((dag, count, gate, message) => dag.Add(
            TestFunctions.Functions.Subtract,
            dag.Add(DagFunctions.Functions.Total, dag.Map(DagFunctions.Functions.WaitWith, dag.Add(DagFunctions.Functions.RangeTo, count), gate)),
            dag.Add(TestFunctions.Functions.FailAfter, message, gate)));
        await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(dag, 4, gate, "on purpose"));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(gate)));
    }

    private static async Task IsAsync<T>(IEnumerable<T> expected, Task<T[]> call) => Assert.Equal(expected, await call);
}
