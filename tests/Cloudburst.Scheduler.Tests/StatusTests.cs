using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Tests;

/// <summary>What a scheduler tells of the system.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task Status_tells_executors_with_their_load_and_the_store()
    {
        await using var system = new SchedulerUnderTest(new SchedulerOptions { Id = "scheduler-0" });
        var busy = system.Attach("b-busy");
        system.Attach("a-idle");
        busy.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { Utilization = 0.5, Queued = 3, CacheLost = true, Draining = true } });

        var status = await AskAsync(system);

        Assert.Equal("scheduler-0", status.SchedulerId);
        Assert.Equal(ProductVersion.Current, status.Version);
        Assert.True(status.Store.Reachable);
        Assert.Equal(["a-idle", "b-busy"], status.Executors.Select(executor => executor.ExecutorId));
        var told = status.Executors[1];
        Assert.Equal((4, 4, 3, 0.5, true, true), (told.Workers, told.Functions, told.Queued, told.Utilization, told.Draining, told.CacheLost));
    }

    [Fact]
    public async Task Status_counts_requests_in_flight()
    {
        await using var system = new SchedulerUnderTest();
        var executor = system.Attach("executor");
        system.NewClient().Call(1, "request");
        await executor.ScheduleAsync();

        var status = await AskAsync(system);

        Assert.Equal((1, 1), (status.InFlight, status.Executors[0].InFlight));
    }

    [Fact]
    public async Task Status_of_a_store_that_is_gone_is_an_answer_that_says_so()
    {
        await using var system = new SchedulerUnderTest();
        await system.StopStoreAsync();

        var status = await AskAsync(system);

        Assert.False(status.Store.Reachable);
        Assert.NotEmpty(status.Store.Problem);
    }

    private static async Task<StatusReply> AskAsync(SchedulerUnderTest system)
    {
        var client = system.NewClient();
        client.Receiver.OnReceived(new ClientFrame { Id = 7, Status = new StatusQuery() });
        return (await client.AnswerAsync(7)).Status;
    }
}
