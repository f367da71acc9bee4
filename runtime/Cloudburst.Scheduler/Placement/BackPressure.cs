namespace Cloudburst.Scheduler.Placement;

/// <summary>
/// When an executor is passed over for a while (Cloudburst, VLDB 2020, §4.3): its workers were too busy in their last report, or more requests are placed on it
/// than it should get. Being passed over is never being starved: where every executor of a function is, all of them are used.
/// </summary>
/// <remarks>Thread-safe, lock-free; the numbers may be a request or two behind.</remarks>
internal sealed class BackPressure(SchedulerOptions options, int workers, TimeProvider time)
{
    /// <summary>The share of decisions that pass over an executor above its request rate: the others keep its rate known.</summary>
    internal const double RateShare = 0.8;

    private readonly double _mostInWindow = options.BackOffRequestsPerWorker * workers * options.BackOffPeriod.TotalSeconds;
    private readonly long _windowTicks = Math.Max(1, (long)(options.BackOffPeriod.TotalSeconds * time.TimestampFrequency));
    private long _busyUntil = long.MinValue;
    private long _window;
    private int _count;
    private int _previous;
    private volatile bool _mayBeOverRate;

    /// <summary>Whether there is anything to ask <see cref="IsPassedOver"/> about.</summary>
    public bool IsAny => _mayBeOverRate || Volatile.Read(ref _busyUntil) != long.MinValue;

    /// <summary>Whether its workers were too busy in a report of the last while.</summary>
    public bool IsBusy => Volatile.Read(ref _busyUntil) is var busyUntil && busyUntil != long.MinValue && time.GetTimestamp() < busyUntil;

    /// <summary>Takes a report of how busy the workers are.</summary>
    public void Report(double utilization)
    {
        if (utilization > options.BackOffUtilization)
            Volatile.Write(ref _busyUntil, time.GetTimestamp() + _windowTicks);
    }

    /// <summary>Counts requests that were placed, here or by those who hold a lease.</summary>
    public void Count(int requests = 1)
    {
        var now = time.GetTimestamp();
        var window = now / _windowTicks;
        var seen = Volatile.Read(ref _window);
        if (seen != window && Interlocked.CompareExchange(ref _window, window, seen) == seen)
        {
            var before = Interlocked.Exchange(ref _count, 0);
            Volatile.Write(ref _previous, seen + 1 == window ? before : 0);
        }
        Interlocked.Add(ref _count, requests);
        if (IsOverRate(now))
            _mayBeOverRate = true;
    }

    /// <summary>Whether a decision passes the executor over.</summary>
    public bool IsPassedOver(Random random)
    {
        var now = time.GetTimestamp();
        var busyUntil = Volatile.Read(ref _busyUntil);
        if (busyUntil != long.MinValue)
        {
            if (now < busyUntil)
                return true;
            // Another report may have come in between; it counts.
            Interlocked.CompareExchange(ref _busyUntil, long.MinValue, busyUntil);
        }
        if (!_mayBeOverRate)
            return false;
        if (IsOverRate(now))
            return random.NextDouble() < RateShare;
        _mayBeOverRate = false;
        return false;
    }

    /// <summary>Whether the last period, which ends now, saw too many requests: those of this window, and of the one before as much as still counts.</summary>
    private bool IsOverRate(long now)
    {
        var window = now / _windowTicks;
        var seen = Volatile.Read(ref _window);
        var count = Volatile.Read(ref _count);
        var (current, previous) = seen == window ? (count, Volatile.Read(ref _previous)) : seen + 1 == window ? (0, count) : (0, 0);
        var left = 1 - ((now % _windowTicks) / (double)_windowTicks);
        return current + (previous * left) > _mostInWindow;
    }
}
