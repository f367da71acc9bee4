using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>Runs a function that may take only so long.</summary>
internal static class TimedCall
{
    /// <summary>Runs a function until it returns or its time is over, whether or not it heeds its token.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.FunctionTimedOut"/>: its time was over.</exception>
    public static async ValueTask RunAsync(ExecutorEngine engine, FunctionDescriptor function, TimeSpan timeout, FunctionInvocation invocation, FunctionContext context)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        context.Limit(stop.Token);
        // Beside this worker: a function that blocks its thread must not keep its caller waiting.
        var running = Task.Run(() => function.Invoker(invocation).AsTask(), CancellationToken.None);
        try
        {
            await running.WaitAsync(timeout, engine.Time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            engine.Stuck.Left();
            _ = StopAsync(engine, running, stop);
            throw Errors.FunctionTimedOut(function);
        }
        stop.Dispose();
    }

    /// <summary>Stops what goes on after its time, and counts it among the stuck until it has returned.</summary>
    private static async Task StopAsync(ExecutorEngine engine, Task running, CancellationTokenSource stop)
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
    }
}
