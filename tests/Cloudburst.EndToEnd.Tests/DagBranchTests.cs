using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Branches of which one runs.</summary>
public sealed class DagBranchTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    private static Dag<int, int> SquareOrDouble => Dag.Start(TestFunctions.Functions.Increment)
        .When(DagFunctions.Functions.IsEven, TestFunctions.Functions.Square, TestFunctions.Functions.Double);

    [Fact]
    public async Task Result_decides_which_branch_runs()
    {
        Assert.Equal(16, await _cloud.CallAsync(SquareOrDouble, 3));
        Assert.Equal(10, await _cloud.CallAsync(SquareOrDouble, 4));
        Assert.Equal(17, await _cloud.CallAsync(SquareOrDouble.Then(TestFunctions.Functions.Increment), 3));
    }

    [Fact]
    public async Task Nothing_of_the_other_branch_runs_and_what_joins_both_does_not_wait_for_it()
    {
        var (taken, left) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var dag = Dag.Build<int, string, string, int>((dag, number, even, odd) => dag.Add(
            TestFunctions.Functions.Subtract,
            dag.When(
                dag.Add(DagFunctions.Functions.IsEven, number),
                () => dag.Add(TestFunctions.Functions.Square, dag.Add(TestFunctions.Functions.Wait, even, number)),
                () => dag.Add(TestFunctions.Functions.Double, dag.Add(TestFunctions.Functions.Wait, odd, number))),
            number));
        Open(taken);
        Assert.Equal(16 - 4, await _cloud.CallAsync(dag, 4, taken, left));
        Assert.Equal(10 - 5, await _cloud.CallAsync(dag, 5, left, taken));
        Assert.Equal(2, TestFunctions.Runs[taken]);
        Assert.False(TestFunctions.Runs.ContainsKey(left));
    }

    [Theory]
    [InlineData(0, "zero")]
    [InlineData(7, "Hello, 7")]
    [InlineData(-7, "none")]
    public async Task Selector_chooses_among_several_and_a_branch_may_be_what_was_there_before(int number, string expected)
    {
        var dag = Dag.Build<int, string, string>((dag, number, name) => dag.Switch(
            dag.Add(DagFunctions.Functions.SignOf, number), () => "none", (Sign.Zero, () => "zero"), (Sign.Positive, () => dag.Add(TestFunctions.Functions.Greet, name))));
        Assert.Equal(expected, await _cloud.CallAsync(dag, number, "7"));
    }

    [Fact]
    public async Task Selector_of_a_chain_chooses_among_functions()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).Switch(
            DagFunctions.Functions.SignOf, TestFunctions.Functions.Double, (Sign.Zero, TestFunctions.Functions.Increment), (Sign.Positive, TestFunctions.Functions.Square));
        Assert.Equal((1, 9, -4), (await _cloud.CallAsync(dag, -1), await _cloud.CallAsync(dag, 2), await _cloud.CallAsync(dag, -3)));
    }

    [Fact]
    public async Task Branches_nest_and_skipping_goes_on_through_them()
    {
        var outer = Dag.Start(TestFunctions.Functions.Increment).When(
            DagFunctions.Functions.IsEven,
            Dag.Start(TestFunctions.Functions.Double).When(DagFunctions.Functions.IsEven, SquareOrDouble, SquareOrDouble),
            Dag.Start(TestFunctions.Functions.Square));
        for (var x = 0; x < 50; x++)
        {
            var y = x + 1;
            Assert.Equal(y % 2 == 0 ? ((2 * y) + 1) * 2 : y * y, await _cloud.CallAsync(outer, x));
        }
    }

    [Fact]
    public async Task Condition_may_be_an_argument_of_the_call_or_an_item_of_a_result()
    {
        var byArgument = Dag.Build<bool, int, int>((dag, condition, number) =>
            dag.When(condition, () => dag.Add(TestFunctions.Functions.Square, number), () => number));
        Assert.Equal((25, 5), (await _cloud.CallAsync(byArgument, true, 5), await _cloud.CallAsync(byArgument, false, 5)));
        var byItem = Dag.Build<int, string>((dag, number) =>
        {
            var (text, _, isEven) = dag.Split(dag.Add(DagFunctions.Functions.DescribeParts, number));
            return dag.When(isEven, () => text, () => dag.Add(TestFunctions.Functions.Greet, text));
        });
        Assert.Equal(("«4»", "Hello, «5»"), (await _cloud.CallAsync(byItem, 4), await _cloud.CallAsync(byItem, 5)));
    }

    [Fact]
    public async Task Failure_in_the_branch_that_runs_is_the_answer_and_in_the_other_there_is_none()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).When(DagFunctions.Functions.IsEven, TestFunctions.Functions.Square, DagFunctions.Functions.FailOnOdd);
        Assert.Equal(16, await _cloud.CallAsync(dag, 3));
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.CallAsync(dag, 4));
        Assert.Equal("5 is odd", error.ExceptionMessage);
    }

    [Fact]
    public async Task Argument_by_reference_that_is_a_branch_by_itself_is_refused()
    {
        await new Register<int>(_cloud.State, "branch/number").WriteAsync(5);
        var dag = Dag.Build<bool, int, int>((dag, condition, number) => dag.When(condition, () => dag.Add(TestFunctions.Functions.Square, number), () => number));
        Assert.Equal(25, await _cloud.CallAsync(dag, true, Ref.To<int>("branch/number")));
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(dag, false, Ref.To<int>("branch/number")));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("'branch/number'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Consistency.LastWriterWins)]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.SingleKeyCausal)]
    [InlineData(Consistency.MultiKeyCausal)]
    [InlineData(Consistency.Causal)]
    [InlineData(Consistency.Transactional)]
    [InlineData(Consistency.Linearizable)]
    public async Task What_the_branch_writes_is_read_behind_it_at_every_level(Consistency level)
    {
        var dag = Dag.Build<int, string, int>((dag, number, key) => dag.Add(
            DagFunctions.Functions.LoadNumber,
            dag.When(
                dag.Add(DagFunctions.Functions.IsEven, dag.Add(DagFunctions.Functions.StoreNumber, number, $"branch/seen/{level}")),
                () => dag.Add(DagFunctions.Functions.StoreNumber, number, key),
                () => dag.Add(TestFunctions.Functions.Double, number)),
            key));
        var (key, options) = (Guid.NewGuid().ToString(), new CallOptions { Consistency = level });
        Assert.Equal(5, await _cloud.CallAsync(dag, 4, key, options));
        Assert.Equal(0, await _cloud.CallAsync(dag, 5, key, options));
        // The sink is the choice itself, and commits.
        var sink = Dag.Build<int, string, int>((dag, number, key) => dag.When(
            dag.Add(DagFunctions.Functions.IsEven, number), () => dag.Add(DagFunctions.Functions.StoreNumber, number, key), () => number));
        Assert.Equal((6, 7), (await _cloud.CallAsync(sink, 6, key, options), await _cloud.CallAsync(sink, 7, key, options)));
        Assert.Equal(7, await _cloud.CallAsync(DagFunctions.Functions.LoadNumber, 6, key, options));
    }

    [Fact]
    public async Task Executor_that_dies_in_the_middle_of_a_branch_costs_one_retry_and_no_answer()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();
        var gate = Guid.NewGuid().ToString();
        var dag = Dag.Build<int, string, int>((dag, number, gate) => dag.Add(
            TestFunctions.Functions.Increment,
            dag.When(
                dag.Add(DagFunctions.Functions.IsEven, number),
                () => dag.Add(DagFunctions.Functions.WaitWith, number, gate),
                () => dag.Add(TestFunctions.Functions.Double, number))));
        var call = host.Client.CallAsync(dag, 4, gate);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));

        var place = DagFunctions.Places[gate].Single();
        await host.KillExecutorAsync(host.ExecutorIds.Single(id => place.Contains(id, StringComparison.Ordinal)));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs[gate] == 2));
        Open(gate);

        Assert.Equal(5, await call);
        Assert.Equal(2, TestFunctions.Runs[gate]);
    }

    private static void Open(string gate) =>
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
