using Cloudburst.Protocol;

namespace Cloudburst.Executor.Tests;

/// <summary>A scheduler that does not keep up makes functions wait, and loses nothing.</summary>
public sealed class FullLinkTests
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Fact]
    public async Task Outcome_is_told_as_soon_as_there_is_room()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Way.IsFull = true;
        executor.Schedule(_id, "mark", ExecutorUnderTest.Value(_id));
        await Calls.StartedAsync(_id);
        await DoneAsync(executor);
        Assert.DoesNotContain(executor.Told.Frames, static frame => frame.Completed is not null);
        executor.Way.IsFull = false;
        Assert.Equal(1, Payload.Decode<int>((await executor.OutcomeAsync(_id)).Value.Memory));
    }

    [Fact]
    public async Task Stream_waits_for_room_and_arrives_whole()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Way.IsFull = true;
        executor.Schedule(_id, "numbers", ExecutorUnderTest.Value(_id), ExecutorUnderTest.Value(20));
        using (var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30)))
        {
            while (executor.Way.RefusedParts == 0)
                await Task.Delay(1, deadline.Token);
        }
        executor.Way.IsFull = false;
        Assert.Null((await executor.OutcomeAsync(_id)).Error);
        var items = executor.Told.Frames.Where(static frame => frame.Part is not null).SelectMany(static frame => frame.Part.Items);
        Assert.Equal(Enumerable.Range(1, 20), items.Select(static item => Payload.Decode<int>(item.Memory)));
    }

    private static async Task DoneAsync(ExecutorUnderTest executor)
    {
        // Nothing runs any more, so the outcome is known.
        var drained = executor.Role.DrainAsync();
        await drained.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
