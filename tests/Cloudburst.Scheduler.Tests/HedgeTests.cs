using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

/// <summary>A request that takes long is begun a second time elsewhere, and whoever answers first counts.</summary>
public sealed class HedgeTests
{
    [Fact]
    public async Task Answer_of_the_second_try_counts_when_it_is_first_and_the_first_one_is_stopped()
    {
        await using var scheduler = new SchedulerUnderTest();
        var (slow, quick, client) = await BeginAsync(scheduler);
        quick.Complete("r", attempt: 2, SchedulerUnderTest.Value("quick"));
        Assert.Equal("quick", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
        await slow.Link.WaitForAsync(static frame => frame.Abandon is { RequestId: "r", Attempt: 2 });
        Assert.Single(client.Link.Frames);
    }

    [Fact]
    public async Task Answer_of_the_first_try_counts_when_it_is_first_and_the_second_one_is_stopped()
    {
        await using var scheduler = new SchedulerUnderTest();
        var (slow, quick, client) = await BeginAsync(scheduler);
        slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        Assert.Equal("slow", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
        await quick.Link.WaitForAsync(static frame => frame.Abandon is { RequestId: "r", Attempt: 2 });
    }

    [Fact]
    public async Task Loss_of_the_first_ones_executor_costs_nothing()
    {
        await using var scheduler = new SchedulerUnderTest();
        var (slow, quick, client) = await BeginAsync(scheduler);
        slow.Receiver.OnClosed(null);
        quick.Complete("r", attempt: 2, SchedulerUnderTest.Value("quick"));
        Assert.Equal("quick", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
        Assert.Equal(1, quick.Schedules);
    }

    [Fact]
    public async Task Loss_of_the_second_ones_executor_is_a_failed_try_and_the_first_one_may_still_answer()
    {
        await using var scheduler = new SchedulerUnderTest();
        var (slow, quick, client) = await BeginAsync(scheduler);
        quick.Receiver.OnClosed(null);
        await slow.ScheduleAsync(attempt: 3);
        slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        Assert.Equal("slow", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
    }

    [Fact]
    public async Task Request_waits_where_nobody_else_can_run_it()
    {
        await using var scheduler = new SchedulerUnderTest();
        var only = scheduler.Attach("only");
        var client = scheduler.NewClient();
        client.Call(1, "r", new RequestOptions { HedgeAfterMs = 1 });
        await only.ScheduleAsync();
        // Others come and go meanwhile, for much longer than a millisecond.
        for (var i = 0; i < 100; i++)
        {
            client.Call(2, $"r{i}", new RequestOptions());
            await only.Link.WaitForAsync(frame => frame.Schedule?.RequestId == $"r{i}");
            only.Complete($"r{i}", attempt: 1, SchedulerUnderTest.Value("other"));
        }
        Assert.Single(only.Link.Frames, static frame => frame.Schedule?.RequestId == "r");
        only.Complete("r", attempt: 1, SchedulerUnderTest.Value("only"));
        Assert.Equal("only", (await client.AnswerAsync(1)).Outcome.Value.ToStringUtf8());
    }

    [Fact]
    public async Task Executors_are_free_again_when_both_tries_have_ended()
    {
        await using var scheduler = new SchedulerUnderTest();
        var (slow, _, client) = await BeginAsync(scheduler);
        slow.Complete("r", attempt: 1, SchedulerUnderTest.Value("slow"));
        await client.AnswerAsync(1);
        Assert.All(scheduler.Role.AttachedExecutors, static executor => Assert.Equal(0, executor.InFlight));
    }

    [Fact]
    public async Task Transaction_is_refused()
    {
        await using var scheduler = new SchedulerUnderTest();
        scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", new RequestOptions { HedgeAfterMs = 5, Consistency = ConsistencyLevel.Transactional });
        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Equal("The call of 'f' is a transaction, which can't run twice at the same time; leave HedgeAfter out", error.Message);
    }

    /// <summary>Has a request begun twice.</summary>
    private static async Task<(SchedulerUnderTest.Executor Slow, SchedulerUnderTest.Executor Quick, SchedulerUnderTest.Client Client)> BeginAsync(SchedulerUnderTest scheduler)
    {
        var slow = scheduler.Attach("slow");
        var client = scheduler.NewClient();
        client.Call(1, "r", new RequestOptions { HedgeAfterMs = 200 });
        await slow.ScheduleAsync();
        var quick = scheduler.Attach("quick");
        await quick.ScheduleAsync(attempt: 2);
        return (slow, quick, client);
    }
}
