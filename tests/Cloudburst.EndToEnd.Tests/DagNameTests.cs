namespace Cloudburst.EndToEnd.Tests;

/// <summary>DAGs that are called by name, versions, deletion, and DAGs inside of DAGs.</summary>
public sealed class DagNameTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static readonly int[] Numbers = [1, 2, 3];

    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Registered_dag_is_called_by_its_name_with_its_types()
    {
        await using var other = fixture.NewClient();
        Assert.Equal(16, await other.Dag<int, int>("square-of-increment").CallAsync(3));
        Assert.Equal(25, await (await other.Dag<int, int>("square-of-increment").StartAsync(4)).GetAsync());
        await _cloud.RegisterAsync(Dag.StartMap(TestFunctions.Functions.Square).Named("squares-of-list"));
        Assert.Equal([1, 4, 9], (IEnumerable<int>)await other.Dag<int[], int[]>("squares-of-list").CallAsync(Numbers));
        Assert.Equal([1, 4, 9], (IEnumerable<int>)await other.Dag<List<int>, int[]>("squares-of-list").CallAsync(new List<int>(Numbers)));
    }

    [Fact]
    public async Task Other_types_than_the_registered_ones_are_refused_before_anything_runs()
    {
        await FailsAsync(CloudburstErrorCode.InvalidArgument, "argument 1 is string", () => _cloud.Dag<string, int>("square-of-increment").CallAsync("3"));
        await FailsAsync(CloudburstErrorCode.InvalidArgument, "the result is string", () => _cloud.Dag<int, string>("square-of-increment").CallAsync(3));
        await FailsAsync(CloudburstErrorCode.InvalidArgument, "takes 1 argument", () => _cloud.Dag<int, int, int>("square-of-increment").CallAsync(3, 4));
        await FailsAsync(CloudburstErrorCode.DagNotFound, "'nowhere'", () => _cloud.Dag<int, int>("nowhere").CallAsync(3));
    }

    [Fact]
    public async Task Later_version_is_what_callers_by_name_get_and_callers_of_an_earlier_one_are_told()
    {
        var first = Dag.Start(TestFunctions.Functions.Increment).Named("versioned").WithVersion(1);
        var second = Dag.Start(TestFunctions.Functions.Square).Named("versioned").WithVersion(2);
        Assert.Equal(5, await _cloud.CallAsync(first, 4));
        Assert.Equal(16, await _cloud.CallAsync(second, 4));
        Assert.Equal(16, await _cloud.Dag<int, int>("versioned").CallAsync(4));
        await FailsAsync(CloudburstErrorCode.DagAlreadyExists, "Version 2 of DAG 'versioned'", () => _cloud.CallAsync(first, 4));
        await _cloud.DeleteDagAsync("versioned");
        Assert.Equal(5, await _cloud.CallAsync(first, 4));
    }

    [Fact]
    [Trait("Feature", "9")]
    public async Task Deleting_a_dag_leaves_the_functions_that_others_use_and_requests_that_run()
    {
        var gate = Guid.NewGuid().ToString();
        var deleted = Dag.Build<string, int, int>("deleted", (dag, gate, number) => dag.Add(TestFunctions.Functions.Square, dag.Add(TestFunctions.Functions.Wait, gate, number)));
        var kept = Dag.Start(TestFunctions.Functions.Square).Then(TestFunctions.Functions.Increment).Named("kept");
        await _cloud.RegisterAsync(kept);
        var running = _cloud.CallAsync(deleted, gate, 4);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        await _cloud.DeleteDagAsync("deleted");
        Assert.Equal(10, await _cloud.CallAsync(kept, 3));
        Assert.Equal(9, await _cloud.CallAsync(TestFunctions.Functions.Square, 3));
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        Assert.Equal(16, await running);
        await FailsAsync(CloudburstErrorCode.DagNotFound, "'deleted'", () => _cloud.Dag<string, int, int>("deleted").CallAsync(gate, 4));
    }

    [Fact]
    public async Task Dag_of_dags_is_one_request()
    {
        var inner = Dag.Start(TestFunctions.Functions.Increment).Fork(TestFunctions.Functions.Square, TestFunctions.Functions.Double).Join(TestFunctions.Functions.Subtract);
        var outer = Dag.Build<int, int>((dag, x) => dag.Add(TestFunctions.Functions.Subtract, dag.Add(inner, dag.Add(inner, x)), dag.Add(inner, x)));
        for (var x = 0; x < 20; x++)
            Assert.Equal(Inner(Inner(x)) - Inner(x), await _cloud.CallAsync(outer, x));
        var ids = Dag.Build<string, string, string>((dag, left, right) => dag.Add(
            DagFunctions.Functions.SameId, dag.Add(Dag.Start(TestFunctions.Functions.Hit), left), dag.Add(Dag.Start(TestFunctions.Functions.Hit), right)));
        Assert.StartsWith("same ", await _cloud.CallAsync(ids, "dag-of-dags", "dag-of-dags"), StringComparison.Ordinal);

        static int Inner(int x) => ((x + 1) * (x + 1)) - (2 * (x + 1));
    }

    [Fact]
    public async Task Dag_of_more_than_ten_thousand_nodes_is_refused()
    {
        var dag = Dag.Build<int, int>("wide", (dag, x) =>
        {
            var layer = Enumerable.Range(0, 10_000).Select(_ => dag.Add(TestFunctions.Functions.Square, x)).ToList();
            while (layer.Count > 1)
                layer = [.. layer.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : dag.Add(TestFunctions.Functions.Subtract, pair[0], pair[1]))];
            return layer[0];
        });
        await FailsAsync(CloudburstErrorCode.DagInvalid, "19,999 nodes and 10,000 are allowed", () => _cloud.CallAsync(dag, 1));
        await FailsAsync(CloudburstErrorCode.DagNotFound, "'wide'", () => _cloud.Dag<int, int>("wide").CallAsync(1));
    }

    private static async Task FailsAsync(CloudburstErrorCode code, string says, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<CloudburstException>(call);
        Assert.True(code == error.Code, $"Expected {code}, got {error.Code}: {error.Message}");
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
