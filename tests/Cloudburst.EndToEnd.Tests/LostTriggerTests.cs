namespace Cloudburst.EndToEnd.Tests;

/// <summary>A trigger that is lost with the link between two executors that both live: its request is answered long before its deadline of ten minutes, and once.</summary>
public sealed class LostTriggerTests
{
    private static readonly Dag<int, int> IncrementThenSquare =
        Dag.Start(TestFunctions.Functions.Increment).Then(TestFunctions.Functions.Square).Named("increment-then-square");

    private static readonly Dag<int, string, int> IncrementThenWait = Dag.Build<int, string, int>(
        "increment-then-wait", static (dag, number, gate) => dag.Add(TestFunctions.Functions.Wait, gate, dag.Add(TestFunctions.Functions.Increment, number)));

    [Fact]
    public async Task Its_request_is_tried_again_when_the_link_closes()
    {
        await using var system = await SplitSystem.StartAsync(IncrementThenSquare);
        system.Peers.LosesFrames = true;
        system.Call("lost", IncrementThenSquare, Payload.Encode(3));
        var link = await system.Peers.LostOn.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(system.Answers);

        system.Peers.LosesFrames = false;
        await link.DisposeAsync();

        await system.AnsweredAsync(1);
        await Eventually.IsTrueAsync(() => Task.FromResult(system.IsIdle));
        Assert.Equal(16, Payload.Decode<int>(Assert.Single(system.Answers).Outcome.Value.Memory));
    }

    [Fact]
    public async Task Every_request_that_waits_for_one_is_tried_again()
    {
        await using var system = await SplitSystem.StartAsync(IncrementThenSquare);
        system.Peers.LosesFrames = true;
        for (var i = 0; i < 50; i++)
            system.Call($"lost-{i}", IncrementThenSquare, Payload.Encode(i));
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Peers.Lost == 50));

        system.Peers.LosesFrames = false;
        await system.Peers.CutAsync();

        await system.AnsweredAsync(50);
        await Eventually.IsTrueAsync(() => Task.FromResult(system.IsIdle));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => (i + 1) * (i + 1)),
            system.Answers.Select(answer => Payload.Decode<int>(answer.Outcome.Value.Memory)).Order());
    }

    [Fact]
    public async Task A_trigger_that_is_known_to_have_arrived_costs_no_second_run()
    {
        await using var system = await SplitSystem.StartAsync(IncrementThenWait);
        var gate = Guid.NewGuid().ToString();
        system.Call("running", IncrementThenWait, Payload.Encode(1), Payload.Encode(gate));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        // The next function has its input; with the next report of its executor the sender knows.
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Peers.Echoes > 0));

        await system.Peers.CutAsync();
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        await system.AnsweredAsync(1);
        Assert.Equal(2, Payload.Decode<int>(Assert.Single(system.Answers).Outcome.Value.Memory));
        Assert.Equal(1, TestFunctions.Runs[gate]);
    }
}
