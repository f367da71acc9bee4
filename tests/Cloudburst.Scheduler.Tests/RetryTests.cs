using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

public sealed class RetryTests
{
    [Fact]
    public async Task Link_that_refuses_frames_does_not_use_up_the_attempts()
    {
        await using var scheduler = new SchedulerUnderTest();
        var broken = scheduler.Attach("a");
        var sound = scheduler.Attach("b");
        broken.Link.Refuses = true;
        var client = scheduler.NewClient();
        for (ulong i = 0; i < 50; i++)
            client.Call(i, $"r{i}");

        for (ulong i = 0; i < 50; i++)
        {
            var request = $"r{i}";
            var schedule = (await sound.Link.WaitForAsync(frame => frame.Schedule?.RequestId == request)).Schedule;
            sound.Complete(request, schedule.Attempt, SchedulerUnderTest.Value("done"));
            Assert.Equal(Outcome.KindOneofCase.Value, (await client.AnswerAsync(i)).Outcome.KindCase);
        }
    }

    [Fact]
    public async Task Request_of_a_lost_executor_runs_on_another()
    {
        await using var scheduler = new SchedulerUnderTest();
        var first = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r");
        await first.ScheduleAsync();
        var second = scheduler.Attach("b");

        first.Receiver.OnClosed(new IOException());

        await second.ScheduleAsync(attempt: 2);
        second.Complete("r", 2, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
    }

    /// <summary>One of two that were lost together again and again kills its executors; the other one must not go with it until its tries are used up.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Requests_that_were_lost_together_twice_are_placed_apart(int seed)
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = seed });
        var client = scheduler.NewClient();
        var first = scheduler.Attach("first");
        client.Call(1, "poison", new RequestOptions());
        client.Call(2, "good", new RequestOptions());
        await first.Link.WaitForAsync(static frame => frame.Schedule?.RequestId == "good");
        var second = scheduler.Attach("second");
        first.Receiver.OnClosed(null);
        await second.Link.WaitForAsync(static frame => frame.Schedule is { RequestId: "poison", Attempt: 2 });
        await second.Link.WaitForAsync(static frame => frame.Schedule is { RequestId: "good", Attempt: 2 });
        var (third, fourth) = (scheduler.Attach("third"), scheduler.Attach("fourth"));
        second.Receiver.OnClosed(null);
        await Task.WhenAll(third.ScheduleAsync(attempt: 3), fourth.ScheduleAsync(attempt: 3));
        Assert.Equal((1, 1), (third.Schedules, fourth.Schedules));
    }

    [Fact]
    public async Task Failure_of_an_attempt_that_was_given_up_is_no_answer_but_its_value_is()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r");
        await executor.ScheduleAsync();
        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));
        await executor.ScheduleAsync(attempt: 2);

        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.FunctionFailed));
        Assert.Empty(client.Link.Frames);

        executor.Complete("r", 1, SchedulerUnderTest.Value("late"));
        Assert.Equal("late", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
        await executor.Link.WaitForAsync(frame => frame.Schedule?.Attempt == 2);
    }

    [Fact]
    public async Task Attempts_end_and_the_caller_is_told_why()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await executor.ScheduleAsync(attempt);
            executor.Complete("r", attempt, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));
        }
        Assert.Equal(ErrorCode.StateUnavailable, (await client.AnswerAsync(1)).Outcome.Error.Code);
        Assert.Equal(0, scheduler.Role.InFlight);
    }

    [Fact]
    public async Task Transaction_that_others_came_before_is_tried_again_beyond_the_attempts_that_faults_get()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", new RequestOptions { Consistency = ConsistencyLevel.Transactional });
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            await executor.ScheduleAsync(attempt);
            executor.Complete("r", attempt, SchedulerUnderTest.Failure(ErrorCode.TransactionConflict));
        }
        await executor.ScheduleAsync(attempt: 13);
        executor.Complete("r", 13, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
    }

    [Fact]
    public async Task Transaction_that_others_came_before_is_not_said_to_have_no_effect_while_it_is_tried_again()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", TransactionalFor(TimeSpan.FromMilliseconds(500)));
        await executor.ScheduleAsync();
        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.TransactionConflict));
        await executor.ScheduleAsync(attempt: 2);

        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
        Assert.Contains("1 time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_that_others_always_came_before_ends_at_its_deadline_and_says_so()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", TransactionalFor(TimeSpan.FromMilliseconds(500)));
        await executor.ScheduleAsync();
        // Nobody is left to try it again.
        executor.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { Draining = true } });
        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.TransactionConflict));

        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal(ErrorCode.TransactionConflict, error.Code);
        Assert.Contains("CallOptions.Timeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_of_which_a_try_was_lost_is_not_said_to_have_no_effect()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", TransactionalFor(TimeSpan.FromMilliseconds(500)));
        await executor.ScheduleAsync();
        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));
        await executor.ScheduleAsync(attempt: 2);
        executor.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { Draining = true } });
        executor.Complete("r", 2, SchedulerUnderTest.Failure(ErrorCode.TransactionConflict));
        Assert.Equal(ErrorCode.DeadlineExceeded, (await client.AnswerAsync(1)).Outcome.Error.Code);
    }

    [Fact]
    public async Task Value_of_an_attempt_at_a_transaction_that_was_given_up_is_no_answer()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", new RequestOptions { Consistency = ConsistencyLevel.Transactional });
        await executor.ScheduleAsync();
        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));
        await executor.ScheduleAsync(attempt: 2);
        executor.Complete("r", 1, SchedulerUnderTest.Value("of the first"));
        Assert.Empty(client.Link.Frames);
        executor.Complete("r", 2, SchedulerUnderTest.Value("of the second"));
        Assert.Equal("of the second", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
    }

    private static RequestOptions TransactionalFor(TimeSpan time) =>
        new() { Consistency = ConsistencyLevel.Transactional, DeadlineUnixMs = (DateTimeOffset.UtcNow + time).ToUnixTimeMilliseconds() };
}
