using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Runs;

/// <summary>
/// Watches the functions that were told to stop, because their deadline has passed or their request was withdrawn. One that goes on all the same loses its worker to others: a
/// function that never returns must not cost the executor more than a thread.
/// </summary>
/// <param name="workers">What the executor works with.</param>
/// <param name="patience">How long a function may take to stop.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told which function it is.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class StuckFunctions(WorkerPool workers, TimeSpan patience, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly List<(RequestRun Run, long StoppedAt)> _stopping = [];
    private int _count;

    /// <summary>Functions that have lost their workers and not returned.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes note of a run that was told to stop; one of which nothing runs is of no interest.</summary>
    public void Watch(RequestRun run)
    {
        if (!run.IsActive)
            return;
        lock (_gate)
            _stopping.Add((run, time.GetTimestamp()));
    }

    /// <summary>Takes the workers from those whose time to stop is over.</summary>
    public void Sweep()
    {
        List<RequestRun>? overdue = null;
        lock (_gate)
        {
            _stopping.RemoveAll(stopping =>
            {
                if (!stopping.Run.IsActive)
                    return true;
                if (time.GetElapsedTime(stopping.StoppedAt) < patience)
                    return false;
                (overdue ??= []).Add(stopping.Run);
                return true;
            });
        }
        foreach (var run in overdue ?? [])
        {
            foreach (var node in run.Active)
            {
                if (node.IsAwaited || !node.TryGiveUpWorker())
                    continue;
                Interlocked.Increment(ref _count);
                workers.Finished();
                logger.LogWarning(
                    "Function {Function} of request {Request} goes on {Patience} after it was told to stop; others get its worker. A function that takes long must heed its CancellationToken",
                    node.Function, run.RequestId, patience);
            }
        }
    }

    /// <summary>A function goes on after its own time, and its worker has gone on to something else.</summary>
    public void Left() => Interlocked.Increment(ref _count);

    /// <summary>A function that had lost its worker has returned after all.</summary>
    public void Returned() => Interlocked.Decrement(ref _count);
}
