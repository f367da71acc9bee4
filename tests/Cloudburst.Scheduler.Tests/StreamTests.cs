using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Tests;

public sealed class StreamTests
{
    [Fact]
    public async Task Results_of_an_attempt_that_was_given_up_are_not_delivered()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        Open(client, 1, "r");
        Complete(executor, await executor.ScheduleAsync(), SchedulerUnderTest.Failure(ErrorCode.ExecutorLost));
        var second = await executor.ScheduleAsync(attempt: 2);

        Yield(executor, await executor.ScheduleAsync(), "late");
        Yield(executor, second, "good");

        var items = (await client.Link.WaitForAsync(frame => frame.Items is not null)).Items;
        Assert.Equal("good", Assert.Single(items.Items).ToStringUtf8());
        Complete(executor, second, SchedulerUnderTest.Failure(ErrorCode.ExecutorLost));
        var error = (await client.Link.WaitForAsync(frame => frame.Outcome is not null)).Outcome.Error;
        Assert.Equal((ErrorCode.StreamBroken, "1"), (error.Code, error.Details["delivered"]));
    }

    [Fact]
    public async Task What_the_caller_has_taken_is_told_to_the_executor()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        Open(client, 7, "r");
        var schedule = await executor.ScheduleAsync();

        client.Receiver.OnReceived(new ClientFrame { Id = 7, Credit = new StreamCredit { Call = 7, Taken = 1234 } });

        var taken = (await executor.Link.WaitForAsync(frame => frame.Taken is not null)).Taken;
        Assert.Equal(("r", 1, schedule.Scheduler, 1234), (taken.RequestId, taken.Attempt, taken.Scheduler, taken.Taken));
    }

    [Fact]
    public async Task Stream_ends_with_the_link_of_its_caller_and_may_be_asked_for_again()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        Open(client, 1, "r");
        var first = await executor.ScheduleAsync();
        Yield(executor, first, "lost");

        // On the new link before the old one is found broken.
        var again = scheduler.NewClient();
        Open(again, 1, "r");
        client.Receiver.OnClosed(null);

        await executor.Link.WaitForAsync(frame => frame.Abandon is { RequestId: "r" });
        var second = executor.Link.Frames.Last(frame => frame.Schedule is not null).Schedule;
        Yield(executor, first, "late");
        Complete(executor, first, new Outcome { Value = ByteString.Empty });
        Yield(executor, second, "good");
        Complete(executor, second, new Outcome { Value = ByteString.Empty });
        await again.Link.WaitForAsync(frame => frame.Outcome is { Error: null });
        Assert.Equal("good", Assert.Single(again.Link.Frames, frame => frame.Items is not null).Items.Items[0].ToStringUtf8());
        Assert.Equal(2, executor.Schedules);

        Open(again, 2, "s");
        again.Receiver.OnClosed(null);
        await executor.Link.WaitForAsync(frame => frame.Abandon is { RequestId: "s" });
        Assert.Equal(0, scheduler.Role.InFlight);
    }

    private static void Open(SchedulerUnderTest.Client client, ulong id, string request) => client.Receiver.OnReceived(new ClientFrame
    {
        Id = id,
        Call = new Call { RequestId = request, Function = "stream", Stream = true, Options = new RequestOptions() },
    });

    private static void Yield(SchedulerUnderTest.Executor executor, Schedule run, string item) => executor.Receiver.OnReceived(new ExecutorFrame
    {
        Part = new StreamPart { RequestId = run.RequestId, Attempt = run.Attempt, Scheduler = run.Scheduler, Items = { ByteString.CopyFromUtf8(item) } },
    });

    private static void Complete(SchedulerUnderTest.Executor executor, Schedule run, Outcome outcome) => executor.Receiver.OnReceived(new ExecutorFrame
    {
        Completed = new Completed { RequestId = run.RequestId, Attempt = run.Attempt, Scheduler = run.Scheduler, Outcome = outcome },
    });
}
