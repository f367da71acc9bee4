namespace Cloudburst.Protocol.Links;

/// <summary>
/// The thread on which a frame has arrived. What is to be done because of it need not be handed to another thread, which costs more than most functions take: it is done here, after the reading of the
/// link has been handed on. So it may take its time, and block, as if it were on another thread.
/// </summary>
public static class ReadingThread
{
    [ThreadStatic]
    private static bool _isReceiving;

    [ThreadStatic]
    private static IThreadPoolWorkItem? _deferred;

    /// <summary>Runs work that may take its time: on this thread, once the frame that it is about has been received, or on one of the thread pool.</summary>
    /// <param name="work">The work; it must not throw.</param>
    public static void Run(IThreadPoolWorkItem work)
    {
        if (!_isReceiving)
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
            return;
        }
        // One at a time: what came first begins first.
        if (_deferred is { } earlier)
            ThreadPool.UnsafeQueueUserWorkItem(earlier, preferLocal: false);
        _deferred = work;
    }

    /// <summary>Begins to read a link. What runs on its thread is not part of the request, or of the call, that has opened it: it sees no trace or culture of theirs.</summary>
    internal static Task StartAsync(Func<Task> reading)
    {
        var started = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static start => start.started.SetResult(start.reading()), (started, reading), preferLocal: false);
        return started.Task.Unwrap();
    }

    /// <summary>A frame is being received on this thread.</summary>
    internal static void Begin() => _isReceiving = true;

    /// <summary>The frame has been received.</summary>
    /// <returns>What is to run now, if anything is.</returns>
    internal static IThreadPoolWorkItem? End()
    {
        _isReceiving = false;
        var work = _deferred;
        _deferred = null;
        return work;
    }
}
