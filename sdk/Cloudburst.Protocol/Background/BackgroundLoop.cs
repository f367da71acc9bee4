using Microsoft.Extensions.Logging;

namespace Cloudburst.Protocol;

/// <summary>
/// Does something in the background for as long as its owner lives. A step that fails is logged and the loop goes on: a loop that ends at an exception nobody
/// looks at leaves a role that runs and no longer works.
/// </summary>
public static class BackgroundLoop
{
    /// <summary>How long a loop rests after a step that failed.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Runs a step again and again, until the token fires. The first one starts on the caller's thread.</summary>
    /// <param name="name">What the loop does, at the beginning of a sentence in the log.</param>
    /// <param name="step">One step; it ends, or waits for something, and heeds the token.</param>
    /// <param name="time">The clock of the pauses.</param>
    /// <param name="logger">Told of steps that failed.</param>
    /// <param name="stopping">Ends the loop.</param>
    /// <returns>Completes, never faulted, when the loop has ended.</returns>
    public static async Task RunAsync(string name, Func<ValueTask> step, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(step);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await step().ConfigureAwait(false);
                continue;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a step throws, the next one may succeed, and the log says so.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "{Loop} failed; it goes on in {Pause}", name, PauseAfterFailure);
            }
            try
            {
                await Task.Delay(PauseAfterFailure, time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Runs a step once in each period, until the token fires; the first one after the first period.</summary>
    /// <param name="name">What the loop does, at the beginning of a sentence in the log.</param>
    /// <param name="period">The time between two steps.</param>
    /// <param name="step">One step; it does not wait.</param>
    /// <param name="time">The clock of the periods.</param>
    /// <param name="logger">Told of steps that failed.</param>
    /// <param name="stopping">Ends the loop.</param>
    /// <returns>Completes, never faulted, when the loop has ended.</returns>
    public static async Task RunAsync(string name, TimeSpan period, Action step, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var timer = new PeriodicTimer(period, time);
        await RunAsync(name, TickAsync, time, logger, stopping).ConfigureAwait(false);

        async ValueTask TickAsync()
        {
            await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false);
            step();
        }
    }
}
