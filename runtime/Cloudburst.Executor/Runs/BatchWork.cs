using Cloudburst.Executor.Instances;

namespace Cloudburst.Executor.Runs;

/// <summary>A function with the calls that it runs for, and what it uses meanwhile.</summary>
internal sealed class BatchWork(ExecutorEngine engine, FunctionDescriptor function, IReadOnlyList<BatchCall> calls) : ITimedWork, IAsyncDisposable
{
    private readonly BatchTokens _tokens = new(calls);
    private readonly InvocationScope _scope = new(engine.Services);

    /// <summary>Whether the function goes on after its time.</summary>
    public bool GoesOn { get; private set; }

    public CancellationToken CancellationToken => _tokens.OfAll;

    public void Limit(CancellationToken token) => _tokens.Limit(token);

    public ValueTask InvokeAsync() => calls[0].RunAsync(function, calls, _scope, _tokens.OfAll);

    public void GoOn()
    {
        GoesOn = true;
        foreach (var call in calls)
            call.Context.GoesOn = true;
    }

    public async ValueTask ReleaseAsync()
    {
        foreach (var call in calls)
        {
            call.State.ReleaseViews();
            await call.Scope.DisposeAsync().ConfigureAwait(false);
        }
        await DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _tokens.Dispose();
        return _scope.DisposeAsync();
    }
}
