using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Runs;

/// <summary>
/// Runs invocations on the thread pool, so many at a time and no more; the rest wait, and clients take turns. Also measures how busy the workers are.
/// </summary>
internal sealed class WorkerPool(int workers, int maxQueued, TimeProvider time)
{
    private readonly FairQueue _waiting = new();
    private int _queued;
    private int _held;
    private int _running;
    private long _busyTicks;
    private long _reportedAt = time.GetTimestamp();
    private long _reportedBusy;

    /// <summary>Invocations that wait: for a worker, or for a turn of their function.</summary>
    public int Queued => Volatile.Read(ref _queued) + Volatile.Read(ref _held);

    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether so much waits that a client may not add to it: one that has less than its share of what waits may, up to the double of it all.</summary>
    public bool IsFullFor(ulong client) => Queued >= maxQueued && (Queued >= 2 * maxQueued || _waiting.HasItsShare(client, maxQueued));

    /// <summary>Whether an invocation waits for a worker, and not for a turn of its function.</summary>
    public bool IsAwaited => Volatile.Read(ref _queued) > 0;

    /// <summary>Whether an invocation would start at once.</summary>
    public bool IsFree => !IsAwaited && Running < workers;

    /// <summary>Starts an invocation, or queues it. It must call <see cref="Finished"/> when it is done.</summary>
    public void Start(IWork invocation)
    {
        // Nobody overtakes those that wait.
        if (!IsAwaited && TryTakeWorker())
        {
            ReadingThread.Run(invocation);
            return;
        }
        Interlocked.Increment(ref _queued);
        _waiting.Enqueue(invocation);
        // A worker may have become free, and found nothing, in between.
        StartWaiting();
    }

    /// <summary>Counts invocations that wait for a turn of their function.</summary>
    public void Hold(Caller caller, int more)
    {
        Interlocked.Add(ref _held, more);
        _waiting.Hold(caller.Client, more);
    }

    /// <summary>Gives the worker to the next invocation in line.</summary>
    public void Finished()
    {
        Interlocked.Add(ref _busyTicks, time.GetTimestamp());
        Interlocked.Decrement(ref _running);
        if (IsAwaited)
            StartWaiting();
    }

    /// <summary>The share of all workers' time that was spent running since the last call, 0 to 1.</summary>
    public double TakeUtilization()
    {
        var now = time.GetTimestamp();
        // Each start subtracted its time and each end added its own; those still running count up to now.
        var busy = Interlocked.Read(ref _busyTicks) + (now * Running);
        var utilization = now == _reportedAt ? 0 : (busy - _reportedBusy) / (double)((now - _reportedAt) * workers);
        _reportedAt = now;
        _reportedBusy = busy;
        return Math.Clamp(utilization, 0, 1);
    }

    private void StartWaiting()
    {
        while (IsAwaited && TryTakeWorker())
        {
            if (_waiting.TryDequeue(out var invocation))
            {
                Interlocked.Decrement(ref _queued);
                ThreadPool.UnsafeQueueUserWorkItem(invocation, preferLocal: false);
                continue;
            }
            // Another took it. Whoever came in meanwhile may have found this worker busy, so there may be more to start.
            Interlocked.Add(ref _busyTicks, time.GetTimestamp());
            Interlocked.Decrement(ref _running);
        }
    }

    private bool TryTakeWorker()
    {
        var running = Running;
        while (running < workers)
        {
            var seen = Interlocked.CompareExchange(ref _running, running + 1, running);
            if (seen == running)
            {
                Interlocked.Add(ref _busyTicks, -time.GetTimestamp());
                return true;
            }
            running = seen;
        }
        return false;
    }
}
