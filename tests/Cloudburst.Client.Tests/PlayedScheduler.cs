using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;

namespace Cloudburst.Client.Tests;

/// <summary>A scheduler that the test plays: what it does with a frame is up to the test.</summary>
internal sealed class PlayedScheduler : ILinkConnector<ClientFrame, GatewayFrame>, ILinkEndpoint<GatewayFrame, ClientFrame>
{
    private readonly ConcurrentQueue<ClientFrame> _frames = new();
    private ILink<GatewayFrame>? _client;
    private int _connections;

    /// <summary>What to do with a frame; nothing is answered when it is <see langword="null"/>.</summary>
    public Action<PlayedScheduler, ClientFrame>? OnFrame { get; set; }

    /// <summary>How many connections break in the moment in which they come about.</summary>
    public int Flaps { get; set; }

    /// <summary>Whether nobody can connect.</summary>
    public bool IsAway { get; set; }

    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyCollection<ClientFrame> Frames => _frames;

    public async ValueTask<ILink<ClientFrame>> ConnectAsync(Func<ILink<ClientFrame>, ILinkReceiver<GatewayFrame>> accept, CancellationToken cancellationToken)
    {
        if (IsAway)
            throw new LinkException("The scheduler is away");
        var link = await new InProcessConnector<ClientFrame, GatewayFrame>(this).ConnectAsync(accept, cancellationToken);
        if (Interlocked.Increment(ref _connections) <= Flaps)
            await link.DisposeAsync();
        return link;
    }

    public ILinkReceiver<ClientFrame> Accept(ILink<GatewayFrame> peer)
    {
        _client = peer;
        return new Receiver(this);
    }

    /// <summary>Breaks the connection.</summary>
    public void HangUp() => _ = _client!.DisposeAsync().AsTask();

    /// <summary>Answers a call.</summary>
    public void Answer<T>(ClientFrame call, T value) => Assert.True(_client!.TrySend(new GatewayFrame
    {
        Id = call.Id,
        Outcome = new Outcome { Value = ByteString.CopyFrom(Payload.Encode(value)) },
    }));

    /// <summary>Waits for a frame.</summary>
    public async Task<ClientFrame> WaitForAsync(Func<ClientFrame, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (_frames.FirstOrDefault(wanted) is { } frame)
                return frame;
            await Task.Delay(1, deadline.Token);
        }
    }

    private sealed class Receiver(PlayedScheduler owner) : ILinkReceiver<ClientFrame>
    {
        public void OnReceived(ClientFrame frame)
        {
            owner._frames.Enqueue(frame);
            owner.OnFrame?.Invoke(owner, frame);
        }

        public void OnClosed(Exception? error)
        {
        }
    }
}
