using Cloudburst.Protocol;

namespace Cloudburst.Executor.Tests;

/// <summary>What an executor does with the results of functions that run elsewhere.</summary>
[Trait("Feature", "27")]
public sealed class TriggerTests
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Fact]
    public async Task Trigger_that_comes_twice_runs_its_function_once()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.ScheduleSecond(_id, "after");
        executor.Trigger(_id, _id);
        executor.Trigger(_id, _id);
        Assert.Equal(_id, Payload.Decode<string>((await executor.OutcomeAsync(_id)).Value.Memory));
        executor.Trigger(_id, _id);

        await MarkAsync(executor);
        Assert.Equal(1, Calls.Runs[_id]);
        Assert.Single(executor.Told.Frames, frame => frame.Completed?.RequestId == _id);
    }

    [Fact]
    public async Task Trigger_that_overtakes_its_schedule_is_kept_for_it()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Trigger(_id, _id);
        executor.Trigger(_id, _id);
        executor.ScheduleSecond(_id, "after");
        Assert.Equal(_id, Payload.Decode<string>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.Equal(1, Calls.Runs[_id]);
    }

    [Fact]
    public async Task Trigger_of_an_attempt_that_was_given_up_runs_nothing()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.ScheduleSecond(_id, "after");
        executor.Send(new SchedulerCommand { Abandon = new Abandon { RequestId = _id, Attempt = 1 } });
        executor.Trigger(_id, "of the first");
        executor.ScheduleSecond(_id, "after", attempt: 2);
        executor.Trigger(_id, _id, attempt: 2);

        Assert.Equal(_id, Payload.Decode<string>((await executor.OutcomeAsync(_id)).Value.Memory));
        Assert.False(Calls.Runs.ContainsKey("of the first"));
    }

    [Fact]
    public async Task Schedule_that_comes_twice_runs_its_function_once()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        var gate = Guid.NewGuid().ToString();
        executor.Schedule(_id, "hold", ExecutorUnderTest.Value(gate));
        executor.Schedule(_id, "hold", ExecutorUnderTest.Value(gate));
        await MarkAsync(executor);
        Calls.Open(gate);
        await executor.OutcomeAsync(_id);
        Assert.Equal(1, Calls.Runs[gate]);
    }

    /// <summary>Runs something else, so that what came before it would have run as well.</summary>
    private static async Task MarkAsync(ExecutorUnderTest executor)
    {
        var id = Guid.NewGuid().ToString();
        executor.Schedule(id, "mark", ExecutorUnderTest.Value(id));
        Assert.Equal(1, Payload.Decode<int>((await executor.OutcomeAsync(id)).Value.Memory));
    }
}
