using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

public sealed class LeaseTests
{
    [Fact]
    public async Task Lease_names_executors_that_the_policy_would_choose()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = 1, LeaseDuration = TimeSpan.FromSeconds(3), DefaultConsistency = ConsistencyLevel.Causal });
        scheduler.Attach("a");
        var leaving = scheduler.Attach("b");
        leaving.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { Draining = true } });

        var grant = await AskAsync(scheduler, "f");

        var executor = Assert.Single(grant.Executors);
        Assert.Equal(("a", "a"), (executor.ExecutorId, executor.Address));
        Assert.Equal(3_000, grant.DurationMs);
        Assert.Equal(ConsistencyLevel.Causal, grant.Consistency);
    }

    [Fact]
    public async Task None_is_granted_where_all_are_busy_or_without_their_cache_or_nobody_has_the_function_or_leases_are_off()
    {
        await using var scheduler = new SchedulerUnderTest();
        Assert.Empty((await AskAsync(scheduler, "f")).Executors);
        var executor = scheduler.Attach("a");
        Assert.Empty((await AskAsync(scheduler, "unknown")).Executors);
        Assert.Single((await AskAsync(scheduler, "f")).Executors);
        executor.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { CacheLost = true } });
        Assert.Empty((await AskAsync(scheduler, "f")).Executors);
        executor.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { Utilization = 0.9 } });
        Assert.Empty((await AskAsync(scheduler, "f")).Executors);

        await using var without = new SchedulerUnderTest(new SchedulerOptions { LeaseDuration = TimeSpan.Zero });
        without.Attach("a");
        Assert.Empty((await AskAsync(without, "f")).Executors);
    }

    [Fact]
    public async Task Lease_for_calls_with_references_names_executors_where_those_are_cached()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = 1, RandomShare = 0 });
        foreach (var id in new[] { "a", "b", "c" })
            scheduler.Attach(id);
        var cache = scheduler.Role.Caches.Accept(new RecordingLink<CacheReportAck>());
        cache.OnReceived(new CacheReport { NodeId = "b", Added = { new CachedKey { Key = "key", Bytes = 1000 } } });
        var client = scheduler.NewClient();
        var request = new LeaseRequest { Function = "h", References = { new ArgumentValue(), new ArgumentValue { Key = "key" }, new ArgumentValue() } };
        client.Receiver.OnReceived(new ClientFrame { Id = 1, Lease = request });
        Assert.Equal("b", Assert.Single((await client.AnswerAsync(1)).Lease.Executors).ExecutorId);
    }

    [Fact]
    public async Task None_is_granted_where_a_request_may_be_tried_only_once()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { MaxAttempts = 1 });
        scheduler.Attach("a");
        Assert.Empty((await AskAsync(scheduler, "f")).Executors);
    }

    [Fact]
    public async Task Calls_under_leases_count_where_an_executor_gets_too_many()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = 1, BackOffRequestsPerWorker = 1 });
        var much = scheduler.Attach("a");
        var little = scheduler.Attach("b");
        much.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { DirectCalls = 1_000 } });
        var client = scheduler.NewClient();
        for (ulong i = 1; i <= 20; i++)
            client.Call(i, $"r{i}");
        Assert.True(much.Schedules < little.Schedules, $"{much.Schedules} requests went to the executor that has many, {little.Schedules} to the other");
    }

    [Fact]
    public async Task Try_under_a_lease_is_one_of_those_that_a_request_may_have()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = 1, MaxAttempts = 2 });
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r", new RequestOptions { AttemptsBefore = 1 });
        await executor.ScheduleAsync(attempt: 2);

        executor.Complete("r", 2, SchedulerUnderTest.Failure(ErrorCode.ExecutorLost));

        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal(ErrorCode.ExecutorLost, error.Code);
        Assert.Contains("it was tried 2 times", error.Message, StringComparison.Ordinal);
    }

    private static async Task<LeaseGrant> AskAsync(SchedulerUnderTest scheduler, string function)
    {
        var client = scheduler.NewClient();
        client.Receiver.OnReceived(new ClientFrame { Id = 1, Lease = new LeaseRequest { Function = function } });
        return (await client.AnswerAsync(1)).Lease;
    }
}
