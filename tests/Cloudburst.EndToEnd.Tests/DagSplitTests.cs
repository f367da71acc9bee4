namespace Cloudburst.EndToEnd.Tests;

/// <summary>Maps, branches and races whose nodes lie on two executors, none beside the one before it, and links between them that break.</summary>
public sealed class DagSplitTests
{
    private static readonly Dag<int, int> TotalOfSquares =
        Dag.Start(DagFunctions.Functions.RangeTo).Map(TestFunctions.Functions.Square).Then(DagFunctions.Functions.Total).Named("total-of-squares");

    private static readonly Dag<int, int> Branching = Dag.Start(TestFunctions.Functions.Increment)
        .When(DagFunctions.Functions.IsEven, TestFunctions.Functions.Square, TestFunctions.Functions.Double)
        .Then(TestFunctions.Functions.Increment).Named("branching");

    private static readonly Dag<int, int> Racing = Dag.Start(TestFunctions.Functions.Double)
        .AnyOf(DagFunctions.Functions.IsEven, TestFunctions.Functions.Increment, TestFunctions.Functions.Double)
        .Then(TestFunctions.Functions.Square).Named("racing");

    [Fact]
    public async Task All_of_them_give_the_right_answer_each_once()
    {
        await using var system = await SplitSystem.StartAsync(TotalOfSquares, Branching, Racing);
        var expected = new List<int>();
        for (var x = 0; x < 60; x++)
        {
            system.Call($"map-{x}", TotalOfSquares, Payload.Encode(x));
            expected.Add(Enumerable.Range(0, x).Sum(i => i * i));
            system.Call($"branch-{x}", Branching, Payload.Encode(x));
            expected.Add(((x + 1) % 2 == 0 ? (x + 1) * (x + 1) : 2 * (x + 1)) + 1);
            system.Call($"race-{x}", Racing, Payload.Encode(x));
            expected.Add(16 * x * x);
        }
        await ExpectAsync(system, expected);
    }

    [Fact]
    public async Task Share_of_a_map_that_is_lost_with_its_link_is_a_request_that_is_tried_again()
    {
        await using var system = await SplitSystem.StartAsync(TotalOfSquares, Branching);
        system.Peers.LosesFrames = true;
        for (var x = 2; x < 22; x++)
        {
            system.Call($"map-{x}", TotalOfSquares, Payload.Encode(x));
            system.Call($"branch-{x}", Branching, Payload.Encode(x));
        }
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Peers.Lost >= 40));

        system.Peers.LosesFrames = false;
        await system.Peers.CutAsync();

        await ExpectAsync(system, Enumerable.Range(2, 20).SelectMany(x =>
            new[] { Enumerable.Range(0, x).Sum(i => i * i), ((x + 1) % 2 == 0 ? (x + 1) * (x + 1) : 2 * (x + 1)) + 1 }));
    }

    private static async Task ExpectAsync(SplitSystem system, IEnumerable<int> values)
    {
        var expected = values.Order().ToArray();
        await system.AnsweredAsync(expected.Length);
        await Eventually.IsTrueAsync(() => Task.FromResult(system.IsIdle));
        Assert.All(system.Answers, answer => Assert.Null(answer.Outcome.Error));
        Assert.Equal(expected, system.Answers.Select(answer => Payload.Decode<int>(answer.Outcome.Value.Memory)).Order());
    }
}
