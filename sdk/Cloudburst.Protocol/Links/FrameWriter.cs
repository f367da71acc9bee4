using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;

namespace Cloudburst.Protocol.Links;

/// <summary>
/// Lets any thread send on a gRPC stream, which by itself takes one write at a time. The first sender to find the stream idle writes
/// on its own thread, so a lone frame costs no thread change; frames that arrive meanwhile are written by it too: together in one message, where their kind allows.
/// </summary>
internal sealed class FrameWriter<T>(IAsyncStreamWriter<T> stream, int capacity, Action<Exception> onFailed)
{
    /// <summary>Frames in one message, and their bytes: beyond this there is nothing left to save, and a large frame must not delay small ones.</summary>
    private const int MostTogether = 256;
    private const int MostBytesTogether = 64 * 1024;

    private static readonly bool CanTravelTogether = typeof(ICarrier<T>).IsAssignableFrom(typeof(T));
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private readonly ConcurrentQueue<(T Frame, int Bytes)> _queue = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;
    private volatile bool _closed;

    public bool TrySend(T frame)
    {
        if (_closed)
            return false;
        // Checked before counting: a frame that was counted must be written, or the drain would wait for it.
        if (Volatile.Read(ref _pending) >= capacity)
            return false;
        // Written, it would fail the stream, and everything else that travels on it.
        var bytes = ((IMessage)frame!).CalculateSize();
        if (!GrpcLink.IsAllowed(bytes))
            return false;
        var pending = Interlocked.Increment(ref _pending);
        _queue.Enqueue((frame, bytes));
        if (pending == 1)
            _ = DrainAsync();
        return true;
    }

    /// <summary>Takes no more frames.</summary>
    /// <returns>Completes, never faulted, when those that were taken are written, or can't be.</returns>
    public Task CloseAsync()
    {
        _closed = true;
        if (Volatile.Read(ref _pending) == 0)
            _drained.TrySetResult();
        return _drained.Task;
    }

    private async Task DrainAsync()
    {
        try
        {
            int written;
            do
            {
                (T Frame, int Bytes) next;
                var spin = new SpinWait();
                // A sender counts its frame before it queues it; the gap is a few instructions long.
                while (!_queue.TryDequeue(out next))
                    spin.SpinOnce();
                (var frame, written) = CanTravelTogether ? Gather(next.Frame, next.Bytes) : (next.Frame, 1);
                stream.WriteOptions = Volatile.Read(ref _pending) > written ? Buffered : null;
                await stream.WriteAsync(frame).ConfigureAwait(false);
            }
            while (Interlocked.Add(ref _pending, -written) > 0);
            if (_closed)
                _drained.TrySetResult();
        }
#pragma warning disable CA1031 // Whatever broke the stream closes the link, and its owner is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _closed = true;
            _drained.TrySetResult();
            onFailed(error);
        }
    }

    /// <summary>Puts a frame and those that wait behind it into one, as far as they fit.</summary>
    private (T Frame, int Count) Gather(T first, int bytes)
    {
        ICarrier<T>? carrier = null;
        var count = 1;
        while (count < MostTogether && _queue.TryPeek(out var next) && (bytes += next.Bytes) <= MostBytesTogether)
        {
            if (carrier is null)
            {
                // A new one: frames belong to their senders, and some are sent on several links.
                carrier = (ICarrier<T>)((ICarrier<T>)first!).New()!;
                carrier.More.Add(first);
            }
            _queue.TryDequeue(out _);
            carrier.More.Add(next.Frame);
            count++;
        }
        return (carrier is null ? first : (T)carrier, count);
    }
}
