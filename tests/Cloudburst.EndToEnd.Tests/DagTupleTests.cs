namespace Cloudburst.EndToEnd.Tests;

/// <summary>Functions with several results: f returns (1, 2), g gets two arguments.</summary>
[Trait("Feature", "7")]
public sealed class DagTupleTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Items_feed_the_parameters_of_the_next_function()
    {
        Assert.Equal(4 - 2, await _cloud.CallAsync(Dag.Start(DagFunctions.Functions.Divide).Then(TestFunctions.Functions.Subtract), 42));
        Assert.Equal("«42» 4+2 True", await _cloud.CallAsync(Dag.Start(DagFunctions.Functions.DescribeParts).Then(DagFunctions.Functions.JoinParts), 42));
    }

    [Fact]
    public async Task Items_go_different_ways()
    {
        var dag = Dag.Build<int, int>((dag, number) =>
        {
            var (quotient, remainder) = dag.Split(dag.Add(DagFunctions.Functions.Divide, number));
            return dag.Add(TestFunctions.Functions.Subtract, dag.Add(TestFunctions.Functions.Square, quotient), remainder);
        });
        Assert.Equal(16 - 2, await _cloud.CallAsync(dag, 42));
    }

    [Fact]
    public async Task Item_may_be_mapped_over_or_be_the_result()
    {
        var dag = Dag.Build<int, int[]>((dag, number) =>
        {
            var (_, digits, _) = dag.Split(dag.Add(DagFunctions.Functions.DescribeParts, number));
            return dag.Map(TestFunctions.Functions.Square, digits);
        });
        await IsAsync([16, 4], _cloud.CallAsync(dag, 42));
        Assert.Equal("«42»", await _cloud.CallAsync(Dag.Build<int, string>((dag, number) => dag.Split(dag.Add(DagFunctions.Functions.DescribeParts, number)).Item1), 42));
    }

    [Fact]
    public async Task Whole_tuple_is_still_one_value() => Assert.Equal((4, 2), await _cloud.CallAsync(DagFunctions.Functions.Divide, 42));

    [Fact]
    public async Task Item_that_a_function_does_not_yield_is_refused()
    {
        var node = DagBinding.FromNode(0);
        var shape = new DagShape("three-of-two", 1, [new("divide", "a", [DagBinding.FromInput(0)]), new("square", "b", [node with { Item = 3 }])], 1);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.RegisterAsync(Dag.FromShape(shape)));
        Assert.Equal((CloudburstErrorCode.DagInvalid, "item"), (error.Code, error.Details["rule"]));
        shape = shape with { Name = "type-of-item", Nodes = [shape.Nodes[0], new("greet", "b", [node with { Item = 1 }])] };
        error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.RegisterAsync(Dag.FromShape(shape)));
        Assert.Equal((CloudburstErrorCode.DagInvalid, "type"), (error.Code, error.Details["rule"]));
    }

    private static async Task IsAsync<T>(IEnumerable<T> expected, Task<T[]> call) => Assert.Equal(expected, await call);
}
