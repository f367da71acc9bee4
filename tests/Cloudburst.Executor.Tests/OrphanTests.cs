using Cloudburst.Protocol;

namespace Cloudburst.Executor.Tests;

/// <summary>Started requests outlive their scheduler (digest, row 28: requests that run again).</summary>
public sealed class OrphanTests
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Fact]
    [Trait("Feature", "28")]
    public async Task Started_request_whose_try_fails_after_its_scheduler_is_gone_is_handed_to_the_next_one()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Start(_id, "without-store", ExecutorUnderTest.Value(_id));
        await Calls.StartedAsync(_id);
        await executor.Way.BreakAsync();
        Calls.Open(_id);

        var orphan = (await executor.Told.WaitForAsync(static frame => frame.Orphan is not null)).Orphan;

        Assert.Equal((_id, "without-store"), (orphan.Call.RequestId, orphan.Call.Function));
        Assert.Equal((1, true), (orphan.Call.Options.AttemptsBefore, orphan.Call.Options.Repeated));
        Assert.Equal(ResultKeys.ForRequest(_id), orphan.Call.Options.ResultKey);
        Assert.Equal(_id, Payload.Decode<string>(Assert.Single(orphan.Call.Arguments).Value.Memory));
        Assert.Equal(ErrorCode.StateUnavailable, orphan.Error.Code);
    }

    [Fact]
    [Trait("Feature", "17")]
    public async Task Started_request_that_nobody_is_left_to_continue_begins_anew_with_the_calls_own_arguments()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.StartPart(_id, "hold", part: 1, ExecutorUnderTest.Value(_id), ExecutorUnderTest.Value("of the part before"));
        await Calls.StartedAsync(_id);
        await executor.Way.BreakAsync();
        Calls.Open(_id);

        var orphan = (await executor.Told.WaitForAsync(static frame => frame.Orphan is not null)).Orphan;

        Assert.Equal((_id, "hold"), (orphan.Call.RequestId, orphan.Call.Dag));
        Assert.Equal(_id, Payload.Decode<string>(Assert.Single(orphan.Call.Arguments).Value.Memory));
    }

    [Fact]
    public async Task Awaited_request_is_not_as_its_caller_asks_another_scheduler()
    {
        await using var executor = await new ExecutorUnderTest().AttachedAsync();
        executor.Schedule(_id, "without-store", ExecutorUnderTest.Value(_id));
        await Calls.StartedAsync(_id);
        await executor.Way.BreakAsync();
        Calls.Open(_id);
        await executor.Role.DrainAsync();
        Assert.DoesNotContain(executor.Told.Frames, static frame => frame.Orphan is not null);
    }
}
