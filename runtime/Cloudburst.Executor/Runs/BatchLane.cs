namespace Cloudburst.Executor.Runs;

/// <summary>
/// The calls of a function that takes several at once. A call whose arguments are there waits here without a worker; a run takes those that wait when it begins, and never waits for more, so that
/// batches grow with the load and a lone call is not held up. Thread-safe.
/// </summary>
internal sealed class BatchLane(ExecutorEngine engine, FunctionDescriptor function) : ITurns
{
    private readonly Lock _gate = new();
    private readonly LinkedList<BatchCall> _line = new();
    private readonly int _maxRuns = function.MaxConcurrency ?? 1;
    private int _runs;

    /// <summary>Waits for a run that takes the call, and for its end.</summary>
    /// <param name="call">The call; it has a worker, and has one again when the run is over.</param>
    /// <param name="cancellationToken">Takes it out of the line.</param>
    public async ValueTask JoinAsync(BatchCall call, CancellationToken cancellationToken)
    {
        bool begins;
        lock (_gate)
        {
            _line.AddLast(call.Place);
            engine.Workers.Hold(call.Caller, 1);
            begins = _runs < _maxRuns;
            if (begins)
                _runs++;
        }
        var hadWorker = call.Worker.TryGiveUpWorker();
        if (hadWorker)
            engine.Workers.Finished();
        if (begins)
            Begin(call.Worker.Caller);
        using (cancellationToken.UnsafeRegister(static (call, token) => ((BatchCall)call!).Lane.Leave((BatchCall)call, token), call))
            await call.End.ConfigureAwait(false);
        if (hadWorker)
            call.Worker.TakeWorker();
        else
            engine.Workers.Finished();
        call.ThrowIfFailed();
    }

    /// <summary>Takes the calls of a run that begins.</summary>
    public List<BatchCall> Take()
    {
        var calls = new List<BatchCall>();
        lock (_gate)
        {
            while (calls.Count < function.MaxBatch && _line.First is { } first)
            {
                _line.RemoveFirst();
                calls.Add(first.Value);
            }
        }
        foreach (var call in calls)
            engine.Workers.Hold(call.Caller, -1);
        return calls;
    }

    void ITurns.EndTurn()
    {
        Caller caller;
        lock (_gate)
        {
            if (_line.First is not { } first)
            {
                _runs--;
                return;
            }
            caller = first.Value.Worker.Caller;
        }
        Begin(caller);
    }

    /// <summary>Begins a run, in the turn of whoever waits longest.</summary>
    private void Begin(Caller caller) => engine.Workers.Start(new BatchRun(engine, function, this, caller));

    private void Leave(BatchCall call, CancellationToken token)
    {
        lock (_gate)
        {
            // A run that has taken it may need what it holds until it ends.
            if (call.Place.List is null)
                return;
            _line.Remove(call.Place);
        }
        engine.Workers.Hold(call.Caller, -1);
        call.Failure = new OperationCanceledException(token);
        engine.Workers.Start(call);
    }
}
