using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;

namespace Cloudburst.Executor.Runs;

/// <summary>The results of a run whose caller takes a stream: they go out as they are produced, and wait while as much is under way as may be.</summary>
/// <remarks>Thread-safe; one function writes.</remarks>
internal sealed class ResultStream(RequestRun run, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _sent;
    private long _taken;
    private TaskCompletionSource? _room;

    /// <summary>Sends a result, once there is room for it.</summary>
    /// <param name="item">The payload, which nobody writes to any more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException">The run has ended, or the token fired.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> item, CancellationToken cancellationToken)
    {
        while (WaitForRoom(item.Length) is { } room)
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var part = new StreamPart { RequestId = run.RequestId, Attempt = run.Attempt, Scheduler = run.Key.Scheduler, Items = { UnsafeByteOperations.UnsafeWrap(item) } };
        // Whoever has ended the run, or broken its link, has a word for the caller. A link that is only full makes the function wait.
        if (run.IsEnded || !await run.Scheduler.SendWhenRoomAsync(new ExecutorFrame { Part = part }, time, cancellationToken).ConfigureAwait(false))
            throw new OperationCanceledException();
    }

    /// <summary>The caller has taken so much in all.</summary>
    public void Taken(long taken)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _taken = Math.Max(_taken, taken);
            if (_sent - _taken >= StreamWindow.Bytes)
                return;
            room = _room;
            _room = null;
        }
        room?.TrySetResult();
    }

    /// <returns>What to wait for; <see langword="null"/> when the item may go, and is counted.</returns>
    private Task? WaitForRoom(int bytes)
    {
        lock (_gate)
        {
            if (_sent - _taken >= StreamWindow.Bytes)
                return (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _sent += StreamWindow.CostOf(bytes);
            return null;
        }
    }
}
