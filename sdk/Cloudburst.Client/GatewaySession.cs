using System.Collections.Concurrent;
using System.Threading.Channels;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Client;

/// <summary>One open link to a scheduler, and the frames on it that wait for their answers.</summary>
internal sealed class GatewaySession(ILink<ClientFrame> link) : ILinkReceiver<GatewayFrame>
{
    private readonly ConcurrentDictionary<ulong, PendingAnswer<GatewayFrame>> _waiting = new();
    private readonly ConcurrentDictionary<ulong, ChannelWriter<GatewayFrame>> _streams = new();
    private volatile bool _closed;

    /// <summary>Sends a frame and completes with its answer.</summary>
    /// <exception cref="LinkException">The link broke before the answer came; the scheduler may or may not have acted.</exception>
    /// <exception cref="CloudburstException">The frame is too large to travel.</exception>
    public Task<GatewayFrame> AskAsync(ClientFrame frame)
    {
        var answer = new PendingAnswer<GatewayFrame>();
        _waiting[frame.Id] = answer;
        if (_closed || !link.TrySend(frame))
            Fail(frame.Id, GrpcLink.Fits(frame) ? new LinkException("The link to the scheduler is closed or full") : Sizes.TooLarge(frame));
        return answer.Sent();
    }

    /// <summary>Stops waiting for an answer and tells the scheduler so.</summary>
    public void Withdraw(ulong id)
    {
        if (_waiting.TryRemove(id, out var answer))
        {
            link.TrySend(new ClientFrame { Id = id, Cancel = id });
            answer.Cancel();
        }
    }

    /// <summary>Sends a call of a stream. Its frames go to a channel, which ends after the answer, or with a <see cref="LinkException"/> when the link breaks first.</summary>
    /// <exception cref="CloudburstException">The frame is too large to travel.</exception>
    public void Open(ClientFrame frame, ChannelWriter<GatewayFrame> frames)
    {
        _streams[frame.Id] = frames;
        if (_closed || !link.TrySend(frame))
            FailStream(frame.Id, GrpcLink.Fits(frame) ? new LinkException("The link to the scheduler is closed or full") : Sizes.TooLarge(frame));
    }

    /// <summary>Tells the scheduler how much of a stream was taken.</summary>
    public void Credit(ulong id, long taken) => link.TrySend(new ClientFrame { Id = id, Credit = new StreamCredit { Call = id, Taken = taken } });

    /// <summary>Takes nothing more of a stream, and tells the scheduler so where it has not ended.</summary>
    public void CloseStream(ulong id)
    {
        if (_streams.TryRemove(id, out _))
            link.TrySend(new ClientFrame { Id = id, Cancel = id });
    }

    public void OnReceived(GatewayFrame frame)
    {
        if (_streams.TryGetValue(frame.Id, out var stream))
        {
            stream.TryWrite(frame);
            if (frame.Items is null && _streams.TryRemove(frame.Id, out _))
                stream.TryComplete();
            return;
        }
        // An answer to a frame that was withdrawn meanwhile finds nobody.
        if (_waiting.TryRemove(frame.Id, out var answer))
            answer.Answer(frame);
    }

    public void OnClosed(Exception? error)
    {
        _closed = true;
        foreach (var id in _waiting.Keys)
            Fail(id, new LinkException("The link to the scheduler broke", error));
        foreach (var id in _streams.Keys)
            FailStream(id, new LinkException("The link to the scheduler broke", error));
    }

    private void FailStream(ulong id, Exception error)
    {
        if (_streams.TryRemove(id, out var stream))
            stream.TryComplete(error);
    }

    private void Fail(ulong id, Exception error)
    {
        if (_waiting.TryRemove(id, out var answer))
            answer.Fail(error);
    }
}
