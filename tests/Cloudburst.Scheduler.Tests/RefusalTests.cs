using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Tests;

public sealed class RefusalTests
{
    [Fact]
    public async Task Arguments_of_a_client_that_does_not_look_are_refused_when_they_are_too_large()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        var call = new Call { RequestId = "r", Function = "f" };
        call.Arguments.Add(new ArgumentValue { Value = UnsafeByteOperations.UnsafeWrap(new byte[Limits.MaxValueBytes + 1]) });

        client.Receiver.OnReceived(new ClientFrame { Id = 1, Call = call });

        Assert.Equal(ErrorCode.ValueTooLarge, (await client.AnswerAsync(1)).Outcome.Error.Code);
        Assert.Equal(0, executor.Schedules);
    }

    [Fact]
    public async Task Request_that_runs_at_its_deadline_is_blamed_on_what_has_it()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        var deadline = DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(50);

        client.Receiver.OnReceived(new ClientFrame
        {
            Id = 1,
            Call = new Call { RequestId = "r", Function = "f", Options = new RequestOptions { DeadlineUnixMs = deadline.ToUnixTimeMilliseconds() } },
        });

        await executor.ScheduleAsync();
        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal(ErrorCode.DeadlineExceeded, error.Code);
        Assert.StartsWith("'f' had not finished on a at the call's deadline", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Executor_without_its_cache_gets_requests_only_while_nobody_else_has_one()
    {
        await using var scheduler = new SchedulerUnderTest();
        var without = scheduler.Attach("a");
        without.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { CacheLost = true } });
        var client = scheduler.NewClient();
        client.Call(1, "r1");
        await without.ScheduleAsync();

        var with = scheduler.Attach("b");
        for (ulong i = 2; i < 30; i++)
            client.Call(i, $"r{i}");
        Assert.Equal((1, 28), (without.Schedules, with.Schedules));

        without.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus() });
        with.Receiver.OnReceived(new ExecutorFrame { Status = new ExecutorStatus { CacheLost = true } });
        client.Call(30, "r30");
        Assert.Equal((2, 28), (without.Schedules, with.Schedules));
    }
}
