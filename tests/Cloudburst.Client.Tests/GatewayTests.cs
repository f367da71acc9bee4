using Cloudburst.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Client.Tests;

/// <summary>How a client holds on to its schedulers.</summary>
public sealed class GatewayTests
{
    private static readonly CloudburstRequest<int> Request = new("f", [new EncodedArgument(ArgumentKind.Value, Payload.Encode(3), null)]);

    [Fact]
    public async Task Answer_is_that_of_the_frame_that_was_sent()
    {
        var scheduler = new PlayedScheduler();
        await using var client = NewClient(scheduler);
        var calls = Enumerable.Range(0, 10).Select(_ => client.CallAsync(Request)).ToArray();
        await scheduler.WaitForAsync(_ => scheduler.Frames.Count == 10);
        var ids = scheduler.Frames.Select(static frame => frame.Call.RequestId).ToArray();
        Assert.Equal(10, ids.Distinct().Count());
        foreach (var frame in scheduler.Frames.Reverse())
            scheduler.Answer(frame, Array.IndexOf(ids, frame.Call.RequestId));
        Assert.Equal(Enumerable.Range(0, 10), (await Task.WhenAll(calls)).Order());
    }

    [Fact]
    public async Task Call_outlasts_connections_that_break_in_the_moment_in_which_they_come_about()
    {
        var scheduler = new PlayedScheduler { Flaps = 3, OnFrame = static (scheduler, frame) => scheduler.Answer(frame, 9) };
        await using var client = NewClient(scheduler);
        Assert.Equal(9, await client.CallAsync(Request));
        Assert.Equal(4, scheduler.Connections);
    }

    [Fact]
    public async Task Call_whose_link_breaks_is_sent_again_as_the_same_request()
    {
        var scheduler = new PlayedScheduler
        {
            OnFrame = static (scheduler, frame) =>
            {
                if (scheduler.Connections == 1)
                    scheduler.HangUp();
                else
                    scheduler.Answer(frame, 9);
            },
        };
        await using var client = NewClient(scheduler);
        Assert.Equal(9, await client.CallAsync(Request));
        var calls = scheduler.Frames.Select(static frame => frame.Call).ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Equal(calls[0].RequestId, calls[1].RequestId);
        Assert.Equal((false, true), (calls[0].Options.Repeated, calls[1].Options.Repeated));
        Assert.Equal(calls[0].Options.DeadlineUnixMs, calls[1].Options.DeadlineUnixMs);
    }

    [Fact]
    public async Task Call_goes_to_another_scheduler_when_one_is_lost()
    {
        var first = new PlayedScheduler
        {
            OnFrame = static (scheduler, _) =>
            {
                scheduler.IsAway = true;
                scheduler.HangUp();
            },
        };
        var second = new PlayedScheduler { OnFrame = static (scheduler, frame) => scheduler.Answer(frame, 9) };
        await using var client = NewClient(first, second);
        Assert.Equal(9, await client.CallAsync(Request));
        Assert.Equal(9, await client.CallAsync(Request));
        Assert.Equal(2, second.Frames.Count);
    }

    [Fact]
    public async Task Withdrawn_call_is_told_to_the_scheduler()
    {
        var scheduler = new PlayedScheduler();
        await using var client = NewClient(scheduler);
        using var withdrawal = new CancellationTokenSource();
        var call = client.CallAsync(Request, cancellationToken: withdrawal.Token);
        var sent = await scheduler.WaitForAsync(static frame => frame.Call is not null);
        await withdrawal.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(sent.Id, (await scheduler.WaitForAsync(static frame => frame.BodyCase == ClientFrame.BodyOneofCase.Cancel)).Cancel);
    }

    [Fact]
    public async Task Scheduler_that_is_not_there_is_named_when_the_patience_is_over()
    {
        var time = new FakeTimeProvider();
        var scheduler = new PlayedScheduler { IsAway = true };
        await using var client = new CloudburstClient([("played", scheduler)], new ClientOptions { ConnectTimeout = TimeSpan.FromSeconds(3) }, time);
        var call = client.CallAsync(Request);
        while (!call.IsCompleted)
        {
            await Task.WhenAny(call, Task.Delay(1));
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
        var error = await Assert.ThrowsAsync<CloudburstException>(() => call);
        Assert.Equal(CloudburstErrorCode.SchedulerUnavailable, error.Code);
        Assert.True(error.IsTransient);
        Assert.Contains("scheduler played", error.Message, StringComparison.Ordinal);
    }

    private static CloudburstClient NewClient(params PlayedScheduler[] schedulers) =>
        new([.. schedulers.Select(static (scheduler, i) => ($"played {i}", (Cloudburst.Protocol.Links.ILinkConnector<ClientFrame, GatewayFrame>)scheduler))], new ClientOptions { UseLeases = false });
}
