namespace Cloudburst.Executor.Runs;

/// <summary>Runs functions on a worker, one after the other. When one of them never returns the worker goes to others.</summary>
internal abstract class WorkerUse(ExecutorEngine engine, Caller caller) : IWork
{
    private int _hasWorker = 1;
    private volatile string _function = "";
    private volatile bool _isCalling;

    /// <inheritdoc/>
    public Caller Caller => caller;

    /// <summary>The function that it runs.</summary>
    public string Function
    {
        get => _function;
        protected set => _function = value;
    }

    /// <summary>Whether a call is under way on it; otherwise it only passes on what came of one.</summary>
    public bool IsCalling
    {
        get => _isCalling;
        set => _isCalling = value;
    }

    public void Execute() => _ = ExecuteAsync();

    /// <summary>The turn of a function that has only so many runs at once.</summary>
    public Turn? Turn { get; set; }

    /// <summary>Takes its worker away; whoever does has to return it to the others. Its turn is over too: a function that never returns must not keep others of it waiting.</summary>
    /// <returns>Whether it had one.</returns>
    public bool TryGiveUpWorker()
    {
        Turn?.End();
        return Interlocked.Exchange(ref _hasWorker, 0) != 0;
    }

    /// <summary>Whether somebody waits for what it does although one of the requests that it works for is over.</summary>
    public virtual bool IsAwaited => false;

    /// <summary>Has a worker again, after it has waited without one.</summary>
    public void TakeWorker() => Volatile.Write(ref _hasWorker, 1);

    /// <summary>Runs what there is to run.</summary>
    protected abstract Task RunAsync();

    /// <summary>It has run, and no longer holds its worker.</summary>
    protected virtual void Ended()
    {
    }

    private async Task ExecuteAsync()
    {
        try
        {
            await RunAsync().ConfigureAwait(false);
        }
        finally
        {
            if (TryGiveUpWorker())
                engine.Workers.Finished();
            else
                engine.Stuck.Returned();
            Ended();
        }
    }
}
