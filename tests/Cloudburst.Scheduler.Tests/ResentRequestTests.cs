using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

/// <summary>A client that lost its link asks again under the same request id.</summary>
public sealed class ResentRequestTests
{
    [Fact]
    public async Task Running_request_is_answered_on_the_new_link_and_runs_once()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var lost = scheduler.NewClient();
        lost.Call(1, "r");
        await executor.ScheduleAsync();
        lost.Receiver.OnClosed(new IOException());

        var again = scheduler.NewClient();
        again.Call(7, "r");
        executor.Complete("r", 1, SchedulerUnderTest.Value("done"));

        Assert.Equal("done", (await again.AnswerAsync(7)).Outcome.Value.ToStringUtf8());
        Assert.Equal(1, executor.Schedules);
        Assert.Empty(lost.Link.Frames);
    }

    [Fact]
    public async Task Started_request_is_confirmed_again_and_goes_on()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var lost = scheduler.NewClient();
        lost.Call(1, "r", "cb/result/r");
        Assert.NotNull((await lost.AnswerAsync(1)).Accepted);

        var again = scheduler.NewClient();
        again.Call(2, "r", "cb/result/r");

        Assert.NotNull((await again.AnswerAsync(2)).Accepted);
        Assert.Equal(1, executor.Schedules);
        Assert.Equal(1, scheduler.Role.InFlight);
    }

    [Fact]
    public async Task Finished_request_is_answered_from_memory()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r");
        await executor.ScheduleAsync();
        executor.Complete("r", 1, SchedulerUnderTest.Value("done"));
        await client.AnswerAsync(1);

        client.Call(2, "r");

        Assert.Equal("done", (await client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
        Assert.Equal(1, executor.Schedules);
        Assert.Equal(0, scheduler.Role.InFlight);
    }
}
