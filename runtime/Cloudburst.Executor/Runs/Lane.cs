namespace Cloudburst.Executor.Runs;

/// <summary>
/// The turns of a function that has only so many runs at once. An invocation whose arguments are there waits for its turn without a worker, so that it keeps none from other functions, and
/// nothing that it has waited for itself can stand behind it in line. Thread-safe.
/// </summary>
internal sealed class Lane(WorkerPool workers, int maxConcurrency) : ITurns
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _line = new();
    private int _turns;

    /// <summary>Invocations that stand in line.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
                return _line.Count;
        }
    }

    /// <summary>Whether another invocation would stand in line.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
                return _turns >= maxConcurrency;
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="invocation">Who; it has a worker, and has one again when its turn comes.</param>
    /// <param name="cancellationToken">Takes it out of the line: dead places in it would count against the functions of others.</param>
    public async ValueTask<Turn> EnterAsync(WorkerUse invocation, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_gate)
        {
            if (_turns < maxConcurrency)
            {
                _turns++;
                return new Turn(this);
            }
            waiting = new Waiting(this, invocation.Caller);
            _line.AddLast(waiting.Place);
            workers.Hold(invocation.Caller, 1);
        }
        var hadWorker = invocation.TryGiveUpWorker();
        if (hadWorker)
            workers.Finished();
        using (cancellationToken.UnsafeRegister(static waiting => ((Waiting)waiting!).Leave(), waiting))
            await waiting.GoesOn.ConfigureAwait(false);
        if (hadWorker)
            invocation.TakeWorker();
        else
            workers.Finished();
        return waiting.HasLeft ? throw new OperationCanceledException(cancellationToken) : new Turn(this);
    }

    void ITurns.EndTurn()
    {
        Waiting next;
        lock (_gate)
        {
            if (_line.First is not { } first)
            {
                _turns--;
                return;
            }
            next = first.Value;
            _line.Remove(first);
        }
        workers.Hold(next.Caller, -1);
        workers.Start(next);
    }

    private void Leave(Waiting waiting)
    {
        lock (_gate)
        {
            // Its turn may have come at the same moment.
            if (waiting.Place.List is null)
                return;
            _line.Remove(waiting.Place);
            waiting.HasLeft = true;
        }
        workers.Hold(waiting.Caller, -1);
        workers.Start(waiting);
    }

    /// <summary>An invocation in line; it goes on where it waits, on the worker that it gets.</summary>
    private sealed class Waiting : IWork
    {
        private readonly Lane _lane;
        private readonly TaskCompletionSource _goesOn = new();

        public Waiting(Lane lane, Caller caller)
        {
            _lane = lane;
            Caller = caller;
            Place = new LinkedListNode<Waiting>(this);
        }

        public Caller Caller { get; }

        public LinkedListNode<Waiting> Place { get; }

        /// <summary>Whether it goes on without a turn.</summary>
        public bool HasLeft { get; set; }

        public Task GoesOn => _goesOn.Task;

        public void Leave() => _lane.Leave(this);

        public void Execute() => _goesOn.SetResult();
    }
}
