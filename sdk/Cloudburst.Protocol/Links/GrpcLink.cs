using Google.Protobuf;
using Grpc.Core;

namespace Cloudburst.Protocol.Links;

/// <summary>Carries links over gRPC bidirectional streams.</summary>
public static class GrpcLink
{
    /// <summary>The largest frame, in bytes: values of <see cref="Limits.MaxValueBytes"/> and their envelope. A larger one is refused before it is sent, because it would break the link.</summary>
    public const int MaxFrameBytes = 110 * 1024 * 1024;

    /// <summary>Frames that may wait for a peer that does not keep up; beyond it <see cref="ILink{TSend}.TrySend"/> refuses.</summary>
    public const int QueueCapacity = 65_536;

    /// <summary>How long closing waits for frames that were sent, and for the peer to have read them.</summary>
    internal static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    /// <summary>Whether a frame is small enough to travel. <see cref="ILink{TSend}.TrySend"/> refuses others; this tells that reason from a closed or full link.</summary>
    public static bool Fits(IMessage frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return IsAllowed(frame.CalculateSize());
    }

    // A size that does not fit into an int is a negative one.
    internal static bool IsAllowed(int frameBytes) => (uint)frameBytes <= MaxFrameBytes;

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
        var receiver = endpoint.Accept(link);
        await ReadingThread.StartAsync(() => link.ReadAsync(requests, receiver)).ConfigureAwait(false);
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
            var isMore = await frames.MoveNext(_closing.Token).ConfigureAwait(false);
            while (isMore)
            {
                var work = Receive(frames.Current, receiver);
                var reading = frames.MoveNext(_closing.Token);
                if (work is not null && !reading.IsCompleted)
                {
                    isMore = await new ReadOn(reading, work);
                    continue;
                }
                // The next frame is there already; it must not wait.
                if (work is not null)
                    ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
                isMore = await reading.ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // However the stream ends, the receiver is told, once.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            error = _ownClose ? null : _writeError ?? broken;
        }
        _ = _writer.CloseAsync();
        _closed.TrySetResult();
        receiver.OnClosed(error);
    }

    public async ValueTask DisposeAsync()
    {
        _ownClose = true;
        var drained = _writer.CloseAsync();
        if (_closed.Task.IsCompleted)
            return;
        try
        {
            // What was sent is written first: an outcome that is lost here would make its request run again elsewhere.
            await drained.WaitAsync(GrpcLink.ClosePatience).ConfigureAwait(false);
            if (_complete is not null)
            {
                await _complete().ConfigureAwait(false);
                // The peer ends its side when it has read ours to the end.
                await _closed.Task.WaitAsync(GrpcLink.ClosePatience).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException or RpcException)
        {
            // The peer does not read, or is gone; cancelling ends the stream.
        }
        await CancelAsync().ConfigureAwait(false);
        await _closed.Task.ConfigureAwait(false);
    }

    /// <returns>What is to be done because of it, and may take its time.</returns>
    private static IThreadPoolWorkItem? Receive<TReceive>(TReceive frame, ILinkReceiver<TReceive> receiver)
    {
        IThreadPoolWorkItem? work;
        ReadingThread.Begin();
        try
        {
            if (frame is ICarrier<TReceive> { More.Count: > 0 } carrier)
            {
                foreach (var carried in carrier.More)
                    receiver.OnReceived(carried);
            }
            else
            {
                receiver.OnReceived(frame);
            }
        }
        finally
        {
            work = ReadingThread.End();
        }
        return work;
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
