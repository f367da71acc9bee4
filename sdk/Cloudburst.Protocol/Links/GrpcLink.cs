using Grpc.Core;

namespace Cloudburst.Protocol.Links;

/// <summary>Carries links over gRPC bidirectional streams.</summary>
public static class GrpcLink
{
    /// <summary>The largest frame, in bytes: a value of 100 MB and its envelope.</summary>
    public const int MaxFrameBytes = 110 * 1024 * 1024;

    /// <summary>Frames that may wait for a peer that does not keep up; beyond it <see cref="ILink{TSend}.TrySend"/> refuses.</summary>
    public const int QueueCapacity = 65_536;

    /// <summary>Serves one stream of a gRPC service until either side closes it.</summary>
    public static async Task ServeAsync<TSend, TReceive>(
        ILinkEndpoint<TSend, TReceive> endpoint,
        IAsyncStreamReader<TReceive> requests,
        IServerStreamWriter<TSend> responses,
        ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var link = new GrpcLink<TSend>(responses, closing, complete: null);
        // Without this the dialing side learns that it is connected only with our first frame.
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        await link.ReadAsync(requests, endpoint.Accept(link)).ConfigureAwait(false);
    }
}

/// <summary>One end of a link over a gRPC stream.</summary>
internal sealed class GrpcLink<TSend> : ILink<TSend>
{
    private readonly FrameWriter<TSend> _writer;
    private readonly CancellationTokenSource _closing;
    private readonly Func<Task>? _complete;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _writeError;
    private bool _ownClose;

    public GrpcLink(IAsyncStreamWriter<TSend> stream, CancellationTokenSource closing, Func<Task>? complete)
    {
        _closing = closing;
        _complete = complete;
        _writer = new FrameWriter<TSend>(stream, GrpcLink.QueueCapacity, OnWriteFailed);
    }

    public Task Closed => _closed.Task;

    public bool TrySend(TSend frame) => _writer.TrySend(frame);

    public async Task ReadAsync<TReceive>(IAsyncStreamReader<TReceive> frames, ILinkReceiver<TReceive> receiver)
    {
        Exception? error = null;
        try
        {
            while (await frames.MoveNext(_closing.Token).ConfigureAwait(false))
            {
                var frame = frames.Current;
                if (frame is not ICarrier<TReceive> { More.Count: > 0 } carrier)
                {
                    receiver.OnReceived(frame);
                    continue;
                }
                foreach (var carried in carrier.More)
                    receiver.OnReceived(carried);
            }
        }
#pragma warning disable CA1031 // However the stream ends, the receiver is told, once.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            error = _ownClose ? null : _writeError ?? broken;
        }
        _writer.Close();
        _closed.TrySetResult();
        receiver.OnClosed(error);
    }

    public async ValueTask DisposeAsync()
    {
        _ownClose = true;
        _writer.Close();
        if (_closed.Task.IsCompleted)
            return;
        if (_complete is not null)
        {
            try
            {
                await _complete().ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                // A frame is on its way out, and the stream can't be completed beside it; cancelling ends both.
            }
        }
        await CancelAsync().ConfigureAwait(false);
        await _closed.Task.ConfigureAwait(false);
    }

    private void OnWriteFailed(Exception error)
    {
        _writeError = error;
        _ = CancelAsync();
    }

    private async Task CancelAsync()
    {
        try
        {
            await _closing.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The stream ended while we were about to end it.
        }
    }
}
