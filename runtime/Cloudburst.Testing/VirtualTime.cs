using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Testing;

/// <summary>
/// A clock that stands still until it is told to advance: a test of a deadline of ten minutes takes as long as the work in it. Begins at midnight of 2025-01-01, UTC.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class VirtualTime() : FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan FirstStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Far less than what roles take for silence.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(2);

    /// <summary>A step is at most this share of what has passed: who waits for an hour does not mind a second.</summary>
    private const int StepsPerPast = 50;

    /// <summary>How long a step waits for what it has set off, in real time. Other tests may keep the thread pool from ever resting.</summary>
    private static readonly TimeSpan LongestMoment = TimeSpan.FromMilliseconds(1);

    /// <summary>Lets time pass until something is done: in steps, each of which begins when the work that the one before has set off is done, or after a millisecond of it.</summary>
    /// <param name="task">What to wait for.</param>
    /// <param name="step">
    /// The steps. When <see langword="null"/>, 50 ms at first, later a fiftieth of what has passed, and never more than two seconds. Work that takes a real millisecond sees about so much time pass.
    /// </param>
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
        if (step is { } given)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(given, TimeSpan.Zero, nameof(step));
        var began = GetUtcNow();
        while (!task.IsCompleted)
        {
            await MomentAsync(task).ConfigureAwait(false);
            if (!task.IsCompleted)
                Advance(step ?? StepAfter(GetUtcNow() - began));
        }
        await task.ConfigureAwait(false);
    }

    private static TimeSpan StepAfter(TimeSpan passed) =>
        TimeSpan.FromTicks(Math.Clamp(passed.Ticks / StepsPerPast, FirstStep.Ticks, LongestStep.Ticks));

    private static async Task MomentAsync(Task task)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            // To the end of the queue: what was set off has begun before this goes on.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        while (!task.IsCompleted && !IsPoolAtRest() && Stopwatch.GetElapsedTime(began) < LongestMoment);
    }

    /// <summary>Whether nothing waits for a thread, and this is the only one that works.</summary>
    private static bool IsPoolAtRest()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return ThreadPool.PendingWorkItemCount == 0 && all - free <= 1;
    }
}
