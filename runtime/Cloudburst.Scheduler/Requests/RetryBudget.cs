namespace Cloudburst.Scheduler.Requests;

/// <summary>
/// Spaces retries out when there are very many of them: a burst goes at once, since that is what the death of an executor costs, and what comes on top of it goes at a
/// steady rate. So a fault that hits everybody, such as a store that is away, does not multiply the load by the number of attempts.
/// </summary>
/// <remarks>Thread-safe. A token bucket, kept as the one moment at which all that was given out will be covered.</remarks>
internal sealed class RetryBudget(int burst, int perSecond, TimeProvider time)
{
    private readonly long _interval = Math.Max(1, time.TimestampFrequency / perSecond);
    private readonly Lock _gate = new();
    private long _coveredAt = long.MinValue;

    /// <summary>Takes the next place if nothing has to wait for it.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var coveredAt = Math.Max(_coveredAt, now) + _interval;
            if (coveredAt - now > _interval * burst)
                return false;
            _coveredAt = coveredAt;
            return true;
        }
    }

    /// <summary>Takes the next retry's place.</summary>
    /// <returns>How long it has to wait; zero as long as the burst lasts.</returns>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        long wait;
        lock (_gate)
        {
            _coveredAt = Math.Max(_coveredAt, now) + _interval;
            wait = _coveredAt - now - (_interval * burst);
        }
        return wait > 0 ? time.GetElapsedTime(0, wait) : TimeSpan.Zero;
    }
}
