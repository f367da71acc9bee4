using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Testing;

/// <summary>
/// A clock that stands still until it is told to advance: a test of a deadline of ten minutes takes as long as the work in it. Begins at midnight of 2025-01-01, UTC.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class VirtualTime() : FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan DefaultStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Lets time pass until something is done: in steps, with a moment of real time after each for what it has set off.</summary>
    /// <param name="task">What to wait for.</param>
    /// <param name="step">The steps; 50 ms when <see langword="null"/>. Work that takes a real millisecond sees about so much time pass.</param>
    /// <returns>What the task returned.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
    public async Task<TResult> RunAsync<TResult>(Task<TResult> task, TimeSpan? step = null)
    {
        await RunAsync((Task)task, step).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync{TResult}"/>
    public async Task RunAsync(Task task, TimeSpan? step = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var by = step ?? DefaultStep;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(by, TimeSpan.Zero, nameof(step));
        var moment = TimeSpan.FromMilliseconds(1);
        while (!task.IsCompleted)
        {
            // Real time: the work between two timers takes some.
            await Task.WhenAny(task, Task.Delay(moment)).ConfigureAwait(false);
            if (!task.IsCompleted)
                Advance(by);
        }
        await task.ConfigureAwait(false);
    }
}
