using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

/// <summary>Started requests of a scheduler that is gone are taken over by others (digest, row 28: requests that run again).</summary>
public sealed class OrphanTests
{
    [Fact]
    [Trait("Feature", "28")]
    public async Task Request_is_placed_again_with_the_tries_that_it_has_had()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        executor.Receiver.OnReceived(Orphan("r", tries: 2));
        var schedule = await executor.ScheduleAsync(attempt: 3);
        Assert.Equal(("r", "cb/result/r"), (schedule.RequestId, schedule.Options.ResultKey));

        // Others report the same.
        executor.Receiver.OnReceived(Orphan("r", tries: 2));
        executor.Complete("r", 3, SchedulerUnderTest.Value("done"));
        Assert.Equal(1, executor.Schedules);
        Assert.Equal("done", (await scheduler.OutcomeAsync("cb/result/r")).Value.ToStringUtf8());
        Assert.Equal(0, scheduler.Role.InFlight);
    }

    [Fact]
    public async Task Request_whose_tries_are_used_up_ends_with_what_became_of_the_last_one_and_is_a_dead_letter()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { MaxAttempts = 3 });
        var executor = scheduler.Attach("a");
        executor.Receiver.OnReceived(Orphan("r", tries: 3));
        var outcome = await scheduler.OutcomeAsync("cb/result/r");
        Assert.Equal(ErrorCode.StateUnavailable, outcome.Error.Code);
        Assert.Contains("it was tried 3 times", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, executor.Schedules);
        Assert.Single(await scheduler.DeadLettersAsync(outcome.Error.Details["dead-letters"], 1));
    }

    [Fact]
    public async Task Request_that_the_scheduler_has_keeps_its_caller()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r");
        await executor.ScheduleAsync();
        executor.Receiver.OnReceived(Orphan("r", tries: 1));
        executor.Complete("r", 1, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
        Assert.Equal(1, executor.Schedules);
    }

    private static ExecutorFrame Orphan(string requestId, int tries) => new()
    {
        Orphan = new Orphan
        {
            Call = new Call { RequestId = requestId, Function = "f", Options = new RequestOptions { ResultKey = "cb/result/" + requestId, AttemptsBefore = tries, Repeated = true } },
            Error = new ErrorInfo { Code = ErrorCode.StateUnavailable, Message = "on purpose" },
        },
    };
}
