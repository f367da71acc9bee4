namespace Cloudburst.Lattices;

/// <summary>
/// A hybrid logical clock: gives stamps that follow wall time, never repeat, never go backwards, and come after
/// every stamp that the clock has observed.
/// </summary>
/// <remarks>
/// Thread-safe and lock-free. When wall time stands still or goes backwards, the logical counter carries on from the last
/// stamp; when more than 65,536 stamps are taken in a millisecond, the counter runs into the next millisecond.
/// </remarks>
public sealed class HybridClock
{
    private static readonly TimeSpan DefaultMaxDrift = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly long _maxDriftMilliseconds;
    private ulong _last;

    /// <summary>Creates a clock.</summary>
    /// <param name="nodeId">The id in every stamp; must be unique among all writers, or their stamps may collide.</param>
    /// <param name="time">Where wall time comes from.</param>
    /// <param name="maxDrift">How far ahead of wall time an observed stamp may be. Default: one minute.</param>
    /// <exception cref="ArgumentNullException"><paramref name="time"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDrift"/> is negative.</exception>
    public HybridClock(ulong nodeId, TimeProvider time, TimeSpan? maxDrift = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        MaxDrift = maxDrift ?? DefaultMaxDrift;
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDrift, TimeSpan.Zero, nameof(maxDrift));
        NodeId = nodeId;
        _time = time;
        _maxDriftMilliseconds = (long)MaxDrift.TotalMilliseconds;
    }

    /// <summary>The id in every stamp of this clock.</summary>
    public ulong NodeId { get; }

    /// <summary>How far ahead of wall time an observed stamp may be.</summary>
    /// <value>One minute unless given.</value>
    public TimeSpan MaxDrift { get; }

    /// <summary>Takes a stamp, strictly after every stamp taken from or observed by this clock before.</summary>
    public Stamp Next()
    {
        var now = (ulong)WallMilliseconds() << Stamp.CounterBits;
        var seen = Volatile.Read(ref _last);
        while (true)
        {
            var next = Math.Max(now, seen + 1);
            var found = Interlocked.CompareExchange(ref _last, next, seen);
            if (found == seen) return new Stamp(next, NodeId);
            seen = found;
        }
    }

    /// <summary>Moves the clock past a stamp that came from elsewhere, so that what is written next is ordered after it.</summary>
    /// <param name="seen">The stamp that was read.</param>
    /// <exception cref="ClockDriftException">
    /// <paramref name="seen"/> lies further in the future than <see cref="MaxDrift"/>; the clock is unchanged. Following it
    /// would let one wrong clock push the whole cluster into the future.
    /// </exception>
    public void Observe(Stamp seen)
    {
        if (!TryObserve(seen))
            throw new ClockDriftException(seen, DateTimeOffset.FromUnixTimeMilliseconds(WallMilliseconds()), MaxDrift);
    }

    /// <summary>Moves the clock past a stamp that came from elsewhere, unless that lies too far in the future.</summary>
    /// <param name="seen">The stamp that was read.</param>
    /// <returns>False, with the clock unchanged, where <paramref name="seen"/> is further ahead of wall time than <see cref="MaxDrift"/>.</returns>
    public bool TryObserve(Stamp seen)
    {
        var last = Volatile.Read(ref _last);
        if (seen.HybridTime > last && seen.Milliseconds - WallMilliseconds() > _maxDriftMilliseconds)
            return false;
        while (seen.HybridTime > last)
        {
            var found = Interlocked.CompareExchange(ref _last, seen.HybridTime, last);
            if (found == last)
                break;
            last = found;
        }
        return true;
    }

    private long WallMilliseconds() => Math.Max(0, _time.GetUtcNow().ToUnixTimeMilliseconds());
}
