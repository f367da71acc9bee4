namespace Cloudburst.Executor.Runs;

/// <summary>
/// The turns of a function that has only so many runs at once. An invocation whose arguments are there waits for its turn without a worker, so that it keeps none from other functions, and
/// nothing that it has waited for itself can stand behind it in line. Thread-safe.
/// </summary>
internal sealed class Lane(WorkerPool workers, int maxConcurrency)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _line = new();
    private int _turns;

    /// <summary>Waits for a turn.</summary>
    /// <param name="invocation">Who; it has a worker, and has one again when its turn comes.</param>
    public async ValueTask<Turn> EnterAsync(WorkerUse invocation)
    {
        Waiting waiting;
        lock (_gate)
        {
            if (_turns < maxConcurrency)
            {
                _turns++;
                return new Turn(this);
            }
            waiting = new Waiting(new TaskCompletionSource());
            _line.Enqueue(waiting);
            workers.Hold(1);
        }
        var hadWorker = invocation.TryGiveUpWorker();
        if (hadWorker)
            workers.Finished();
        await waiting.Turn.Task.ConfigureAwait(false);
        if (hadWorker)
            invocation.TakeWorker();
        else
            workers.Finished();
        return new Turn(this);
    }

    private void End()
    {
        Waiting? next;
        lock (_gate)
        {
            if (!_line.TryDequeue(out next))
            {
                _turns--;
                return;
            }
        }
        workers.Hold(-1);
        workers.Start(next);
    }

    /// <summary>One run of the function.</summary>
    internal sealed class Turn(Lane lane)
    {
        private bool _ended;

        /// <summary>The function has returned, so that the next may run.</summary>
        public void End()
        {
            if (!Interlocked.Exchange(ref _ended, true))
                lane.End();
        }
    }

    /// <summary>An invocation in line; it goes on where it waits, on the worker that it gets.</summary>
    private sealed class Waiting(TaskCompletionSource turn) : IThreadPoolWorkItem
    {
        public TaskCompletionSource Turn => turn;

        public void Execute() => turn.SetResult();
    }
}
