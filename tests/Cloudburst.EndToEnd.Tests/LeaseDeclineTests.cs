using Cloudburst.Client;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>What a client does with an executor that takes none of its calls, although a scheduler grants a lease of it.</summary>
public sealed class LeaseDeclineTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private int _asked;

    [Fact]
    public async Task Executor_that_can_not_serve_a_function_is_asked_once()
    {
        await using var client = await CallAsync(new Declined());
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Lease_outlasts_a_moment_in_which_no_worker_is_free()
    {
        await using var client = await CallAsync(new Declined { Busy = true });
        Assert.Equal(1, _asked);
        _clock.Advance(TimeSpan.FromMilliseconds(30));
        await client.TestFunctions.SquareAsync(2);
        Assert.Equal(2, _asked);
    }

    /// <summary>Calls a function far more often than it takes to get a lease.</summary>
    private async Task<CloudburstClient> CallAsync(Declined declined)
    {
        var client = NewClient(declined);
        for (var i = 0; i < 100; i++)
            Assert.Equal(4, await client.TestFunctions.SquareAsync(2));
        return client;
    }

    /// <summary>A client of a scheduler that knows the answer and grants long leases of one executor, which declines.</summary>
    private CloudburstClient NewClient(Declined declined) => new(
        [("scheduler", new InProcessConnector<ClientFrame, GatewayFrame>(new Endpoint<GatewayFrame, ClientFrame>(Schedule)))], time: _clock,
        connectExecutor: _ => new InProcessConnector<DirectFrame, DirectReply>(new Endpoint<DirectReply, DirectFrame>(frame =>
        {
            Interlocked.Increment(ref _asked);
            return new DirectReply { RequestId = frame.Call.RequestId, Declined = declined };
        })));

    private static GatewayFrame Schedule(ClientFrame frame)
    {
        if (frame.Lease is null)
            return new GatewayFrame { Id = frame.Id, Outcome = new Outcome { Value = ByteString.CopyFrom(Payload.Encode(4)) } };
        var grant = new LeaseGrant { DurationMs = (long)TimeSpan.FromHours(1).TotalMilliseconds, Consistency = ConsistencyLevel.LastWriterWins };
        grant.Executors.Add(new Location { ExecutorId = "a", Address = "a" });
        return new GatewayFrame { Id = frame.Id, Lease = grant };
    }

    private sealed class Endpoint<TSend, TReceive>(Func<TReceive, TSend> answer) : ILinkEndpoint<TSend, TReceive>
    {
        public ILinkReceiver<TReceive> Accept(ILink<TSend> peer) => new Receiver(peer, answer);

        private sealed class Receiver(ILink<TSend> peer, Func<TReceive, TSend> answer) : ILinkReceiver<TReceive>
        {
            public void OnReceived(TReceive frame) => peer.TrySend(answer(frame));

            public void OnClosed(Exception? error)
            {
            }
        }
    }
}
