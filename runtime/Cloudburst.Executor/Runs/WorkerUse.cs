namespace Cloudburst.Executor.Runs;

/// <summary>Runs functions on a worker, one after the other. When one of them never returns the worker goes to others.</summary>
internal abstract class WorkerUse(ExecutorEngine engine) : IThreadPoolWorkItem
{
    private int _hasWorker = 1;
    private volatile string _function = "";

    /// <summary>The function that it runs.</summary>
    public string Function
    {
        get => _function;
        protected set => _function = value;
    }

    public void Execute() => _ = ExecuteAsync();

    /// <summary>Takes its worker away; whoever does has to return it to the others.</summary>
    /// <returns>Whether it had one.</returns>
    public bool TryGiveUpWorker() => Interlocked.Exchange(ref _hasWorker, 0) != 0;

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
