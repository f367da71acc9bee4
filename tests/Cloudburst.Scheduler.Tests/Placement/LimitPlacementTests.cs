using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Tests.Placement;

/// <summary>What functions ask for decides where they go: turns of those that have only so many runs at once, and memory.</summary>
public sealed class LimitPlacementTests
{
    [Theory]
    [InlineData(PlacementPolicyKind.Locality)]
    [InlineData(PlacementPolicyKind.LeastLoaded)]
    [InlineData(PlacementPolicyKind.EarliestFinishTime)]
    [InlineData(PlacementPolicyKind.RoundRobin)]
    [InlineData(PlacementPolicyKind.Random)]
    public void A_function_stands_in_line_nowhere_while_an_executor_has_a_turn_for_it(PlacementPolicyKind kind)
    {
        var scheduler = new PlacementUnderTest(kind);
        var executors = Enumerable.Range(0, 3).Select(i => scheduler.Attach($"e{i}", $"n{i}", memoryMB: 0, Limited(runs: 2))).ToArray();
        // Where its data lies is no reason to wait there.
        scheduler.Cache("n0", ("key", 1_000_000));
        var shares = new List<Occupancy.Share>();
        for (var i = 0; i < 6; i++)
            shares.Add(scheduler.Place("key").Occupancy.Take(["f"])!);
        Assert.All(executors, executor => Assert.Equal(2, executor.Occupancy.LineOf("f")));

        // All are full: the shortest line is taken.
        var second = executors[1].Occupancy.Take(["f"])!;
        for (var i = 0; i < 50; i++)
            Assert.NotEqual("e1", scheduler.Place("key").Id);

        shares.ForEach(static share => share.Return());
        second.Return();
        Assert.All(executors, executor => Assert.False(executor.Occupancy.IsFull("f")));
    }

    [Fact]
    public void An_executor_where_others_stand_in_line_is_passed_over_although_this_scheduler_has_placed_nothing_there()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.LeastLoaded);
        var crowded = scheduler.Attach("crowded", "n0", memoryMB: 0, Limited(runs: 2));
        scheduler.Attach("free", "n1", memoryMB: 0, Limited(runs: 2));
        crowded.Update(new ExecutorStatus { Lines = { new FunctionLine { Function = "f", Waiting = 3 } } });
        for (var i = 0; i < 50; i++)
            Assert.Equal("free", scheduler.Place().Id);
        crowded.Update(new ExecutorStatus());
        Assert.Contains("crowded", Enumerable.Range(0, 50).Select(_ => scheduler.Place().Id));
    }

    [Fact]
    public void A_function_is_never_placed_where_its_memory_is_not()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.Locality);
        scheduler.Attach("small", "n0", memoryMB: 512, Sized(600));
        scheduler.Cache("n0", ("key", 1_000_000));
        Assert.Null(scheduler.TryPlace(Dags.Function("f", 1), "key"));
        scheduler.Attach("large", "n1", memoryMB: 1024, Sized(600));
        for (var i = 0; i < 50; i++)
            Assert.Equal("large", scheduler.Place("key").Id);
    }

    [Fact]
    public void Memory_that_runs_have_reserved_is_not_given_again()
    {
        var scheduler = new PlacementUnderTest(PlacementPolicyKind.Locality);
        var executor = scheduler.Attach("e", "n0", memoryMB: 1024, Sized(400));
        var first = executor.Occupancy.Take(["f"])!;
        Assert.NotNull(scheduler.TryPlace(Dags.Function("f", 0)));
        var second = executor.Occupancy.Take(["f"])!;
        Assert.Equal(224, executor.Occupancy.FreeMB);
        Assert.Null(scheduler.TryPlace(Dags.Function("f", 0)));
        first.Return();
        Assert.NotNull(scheduler.TryPlace(Dags.Function("f", 0)));
        second.Return();
        Assert.Equal(1024, executor.Occupancy.FreeMB);
    }

    [Fact]
    public async Task A_request_waits_for_memory_and_goes_on_as_soon_as_another_has_ended()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = 1, ExecutorPatience = TimeSpan.FromSeconds(30) });
        var executor = scheduler.Attach("e", memoryMB: 1000, Sized(600));
        var client = scheduler.NewClient();
        client.Call(1, "first");
        client.Call(2, "second");
        await executor.ScheduleAsync();
        Assert.Equal(1, executor.Schedules);
        executor.Complete("first", 1, SchedulerUnderTest.Value("done"));
        await executor.Link.WaitForAsync(frame => frame.Schedule?.RequestId == "second");
        executor.Complete("second", 1, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
    }

    [Fact]
    public async Task Where_nothing_is_large_enough_or_nothing_is_free_the_error_says_so()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { Seed = 1, ExecutorPatience = TimeSpan.FromMilliseconds(50) });
        var client = scheduler.NewClient();
        var small = scheduler.Attach("small", memoryMB: 500, Sized(600));
        client.Call(1, "r1");
        var nowhere = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal((ErrorCode.NoExecutor, "600"), (nowhere.Code, nowhere.Details["memory-mb"]));
        Assert.Contains("the 600 MB that 'f' needs", nowhere.Message, StringComparison.Ordinal);
        Assert.Contains("the largest has 500 MB", nowhere.Message, StringComparison.Ordinal);
        Assert.Equal(0, small.Schedules);

        var large = scheduler.Attach("large", memoryMB: 1000, Sized(600));
        client.Call(2, "r2");
        await large.ScheduleAsync();
        client.Call(3, "r3");
        var later = (await client.AnswerAsync(3)).Outcome.Error;
        Assert.Equal((ErrorCode.Overloaded, "600"), (later.Code, later.Details["memory-mb"]));
        Assert.Contains("the most was 400 MB", later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_lease_is_granted_where_functions_are_placed_by_memory_or_stand_in_line()
    {
        await using var scheduler = new SchedulerUnderTest();
        var limited = Limited(runs: 1);
        limited.Name = "g";
        var executor = scheduler.Attach("e", memoryMB: 1000, Sized(10), limited);
        var client = scheduler.NewClient();
        client.Receiver.OnReceived(new ClientFrame { Id = 1, Lease = new LeaseRequest { Function = "f" } });
        client.Receiver.OnReceived(new ClientFrame { Id = 2, Lease = new LeaseRequest { Function = "g" } });
        executor.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { Lines = { new FunctionLine { Function = "g", Waiting = 1 } } } });
        client.Receiver.OnReceived(new ClientFrame { Id = 3, Lease = new LeaseRequest { Function = "g" } });
        Assert.Empty((await client.AnswerAsync(1)).Lease.Executors);
        Assert.Single((await client.AnswerAsync(2)).Lease.Executors);
        Assert.Empty((await client.AnswerAsync(3)).Lease.Executors);
    }

    private static FunctionInfo Limited(int runs) => new() { Name = "f", ResultType = "int", MaxConcurrency = runs };

    private static FunctionInfo Sized(int memoryMB) => new() { Name = "f", ResultType = "int", MemoryMb = memoryMB };
}
