using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Requests;

/// <summary>Whether a request whose try has failed is tried again, and after which pause (Cloudburst, VLDB 2020, §4.5).</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RetryRules(SchedulerOptions options, TimeProvider time)
{
    private readonly RetryBudget _budget = new(options.RetryBurst, options.RetriesPerSecond, time);

    /// <summary>Decides about the try after one that has failed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">Why; <see langword="null"/> when an executor was lost.</param>
    /// <returns>How long to wait first; <see langword="null"/> when there have been as many tries as are allowed.</returns>
    public TimeSpan? PauseAfter(InFlightRequest request, ErrorInfo? reason)
    {
        if (reason?.Code == ErrorCode.TransactionConflict)
        {
            // Somebody else got on, so this one may too, as long as its caller waits. The pause keeps those who were in each other's way from meeting again.
            var longest = 1 << Math.Min(7, request.Conflicts);
            return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
        }
        var failures = request.Failures;
        if (failures >= options.MaxAttempts)
            return null;
        var pause = PauseAfter(failures, isLoss: reason is null);
        var turn = _budget.Take();
        return turn > pause ? turn : pause;
    }

    /// <summary>Takes the turn of a try that is not needed, unless so many are made that it would have to wait.</summary>
    public bool TryTakeTurn() => _budget.TryTake();

    /// <summary>
    /// The first loss is answered at once. From then on a pause grows, or one dying link could use up all attempts before it is found dead. It is drawn anew each time: requests
    /// that were lost together, because one of them kills its executor, must not all meet again.
    /// </summary>
    private static TimeSpan PauseAfter(int failures, bool isLoss) =>
        isLoss && failures == 1 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(10 * Math.Pow(4, failures - 1) * (0.5 + Random.Shared.NextDouble()));
}
