using System.Collections.Concurrent;
using Grpc.Core;

namespace Cloudburst.Protocol.Links;

/// <summary>
/// Lets any thread send on a gRPC stream, which by itself takes one write at a time. The first sender to find the stream idle writes
/// on its own thread, so a lone frame costs no thread change; frames that arrive meanwhile are written by it too, and flushed together.
/// </summary>
internal sealed class FrameWriter<T>(IAsyncStreamWriter<T> stream, int capacity, Action<Exception> onFailed)
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private readonly ConcurrentQueue<T> _queue = new();
    private int _pending;
    private volatile bool _closed;

    public bool TrySend(T frame)
    {
        if (_closed)
            return false;
        // Checked before counting: a frame that was counted must be written, or the drain would wait for it.
        if (Volatile.Read(ref _pending) >= capacity)
            return false;
        var pending = Interlocked.Increment(ref _pending);
        _queue.Enqueue(frame);
        if (pending == 1)
            _ = DrainAsync();
        return true;
    }

    public void Close() => _closed = true;

    private async Task DrainAsync()
    {
        try
        {
            do
            {
                T? frame;
                var spin = new SpinWait();
                // A sender counts its frame before it queues it; the gap is a few instructions long.
                while (!_queue.TryDequeue(out frame))
                    spin.SpinOnce();
                stream.WriteOptions = Volatile.Read(ref _pending) > 1 ? Buffered : null;
                await stream.WriteAsync(frame).ConfigureAwait(false);
            }
            while (Interlocked.Decrement(ref _pending) > 0);
        }
#pragma warning disable CA1031 // Whatever broke the stream closes the link, and its owner is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _closed = true;
            onFailed(error);
        }
    }
}
