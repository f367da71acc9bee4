using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Runs;

/// <summary>A run of a function that may take only so long.</summary>
internal interface ITimedWork
{
    /// <summary>The token that it has without a limit.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>Gives it a token that fires earlier. Called before it runs.</summary>
    void Limit(CancellationToken token);

    /// <summary>Runs the function.</summary>
    ValueTask InvokeAsync();

    /// <summary>It goes on after its time, and still uses what it was given.</summary>
    void GoOn();

    /// <summary>Gives back what the function uses. Called once it has returned, and only where it goes on after its time.</summary>
    ValueTask ReleaseAsync();
}

/// <summary>Runs a function that may take only so long.</summary>
internal static class TimedCall
{
    /// <summary>Runs a function until it returns or its time is over, whether or not it heeds its token.</summary>
    /// <param name="engine">The executor.</param>
    /// <param name="function">The function.</param>
    /// <param name="timeout">How long it may run.</param>
    /// <param name="work">The run.</param>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.FunctionTimedOut"/>: its time was over.</exception>
    public static async ValueTask RunAsync(ExecutorEngine engine, FunctionDescriptor function, TimeSpan timeout, ITimedWork work)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(work.CancellationToken);
        work.Limit(stop.Token);
        // Beside this worker: a function that blocks its thread must not keep its caller waiting.
        var running = Task.Run(() => work.InvokeAsync().AsTask(), CancellationToken.None);
        await running.WaitAsync(timeout, engine.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted)
        {
            work.GoOn();
            engine.Stuck.Left();
            _ = StopAsync(engine, function, running, stop, work);
            throw Errors.FunctionTimedOut(function);
        }
        stop.Dispose();
        await running.ConfigureAwait(false);
    }

    /// <summary>Stops what goes on after its time, and counts it among the stuck until it has returned.</summary>
    private static async Task StopAsync(ExecutorEngine engine, FunctionDescriptor function, Task running, CancellationTokenSource stop, ITimedWork work)
    {
        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // A callback of the function's own threw; the function is being stopped and has nobody left to tell.
        }
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        engine.Stuck.Returned();
        try
        {
            await work.ReleaseAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A service of the user's own may throw when it is disposed, and the caller has been answered.
        catch (Exception error)
#pragma warning restore CA1031
        {
            engine.FunctionLogger.LogError(error, "The services of function {Function}, which went on after its time, could not be disposed", function.Name);
        }
    }
}
