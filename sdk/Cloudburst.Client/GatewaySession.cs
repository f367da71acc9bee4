using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Client;

/// <summary>One open link to a scheduler, and the frames on it that wait for their answers.</summary>
internal sealed class GatewaySession(ILink<ClientFrame> link) : ILinkReceiver<GatewayFrame>
{
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<GatewayFrame>> _waiting = new();
    private volatile bool _closed;

    /// <summary>Sends a frame and completes with its answer.</summary>
    /// <exception cref="LinkException">The link broke before the answer came; the scheduler may or may not have acted.</exception>
    /// <exception cref="CloudburstException">The frame is too large to travel.</exception>
    public Task<GatewayFrame> AskAsync(ClientFrame frame)
    {
        var answer = new TaskCompletionSource<GatewayFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[frame.Id] = answer;
        if (_closed || !link.TrySend(frame))
            Fail(frame.Id, GrpcLink.Fits(frame) ? new LinkException("The link to the scheduler is closed or full") : Sizes.TooLarge(frame));
        return answer.Task;
    }

    /// <summary>Stops waiting for an answer and tells the scheduler so.</summary>
    public void Withdraw(ulong id)
    {
        if (_waiting.TryRemove(id, out var answer))
        {
            link.TrySend(new ClientFrame { Id = id, Cancel = id });
            answer.TrySetCanceled();
        }
    }

    public void OnReceived(GatewayFrame frame)
    {
        // An answer to a frame that was withdrawn meanwhile finds nobody.
        if (_waiting.TryRemove(frame.Id, out var answer))
            answer.TrySetResult(frame);
    }

    public void OnClosed(Exception? error)
    {
        _closed = true;
        foreach (var id in _waiting.Keys)
            Fail(id, new LinkException("The link to the scheduler broke", error));
    }

    private void Fail(ulong id, Exception error)
    {
        if (_waiting.TryRemove(id, out var answer))
            answer.TrySetException(error);
    }
}
