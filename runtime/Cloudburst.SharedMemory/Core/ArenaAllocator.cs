namespace Cloudburst.SharedMemory.Core;

/// <summary>Gives out runs of units. Best fit, the lowest first, and neighbours that are free become one again. Not thread-safe.</summary>
internal sealed class ArenaAllocator
{
    private readonly SortedSet<(long Units, long Start)> _bySize = [];
    private readonly Dictionary<long, long> _endOf = [];
    private readonly Dictionary<long, long> _startOf = [];

    public ArenaAllocator(long units)
    {
        Capacity = units;
        if (units > 0)
            Add(0, units);
    }

    /// <summary>All that can be given out at a time, in units.</summary>
    public long Capacity { get; private set; }

    /// <summary>What is free, in as many pieces as it may be.</summary>
    public long Free { get; private set; }

    /// <summary>The end of what was ever given out: memory beyond it was never touched.</summary>
    public long HighWater { get; private set; }

    /// <returns>The first unit, or -1 when no free run is long enough.</returns>
    public long TryTake(long units)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        var (length, start) = _bySize.GetViewBetween((units, 0), (long.MaxValue, long.MaxValue)).Min;
        if (length == 0)
            return -1;
        Remove(start, length);
        if (length > units)
            Add(start + units, length - units);
        HighWater = Math.Max(HighWater, start + units);
        return start;
    }

    public void Return(long start, long units)
    {
        var end = start + units;
        if (_endOf.TryGetValue(end, out var nextEnd))
        {
            Remove(end, nextEnd - end);
            end = nextEnd;
        }
        if (_startOf.TryGetValue(start, out var previous))
        {
            Remove(previous, start - previous);
            start = previous;
        }
        Add(start, end - start);
    }

    /// <summary>Gives out nothing any more beyond what was given out already: the rest can't be had.</summary>
    public void StopGrowing()
    {
        if (_startOf.TryGetValue(Capacity, out var start))
        {
            Remove(start, Capacity - start);
            if (start < HighWater)
                Add(start, HighWater - start);
        }
        Capacity = HighWater;
    }

    private void Add(long start, long units)
    {
        _bySize.Add((units, start));
        _endOf.Add(start, start + units);
        _startOf.Add(start + units, start);
        Free += units;
    }

    private void Remove(long start, long units)
    {
        _bySize.Remove((units, start));
        _endOf.Remove(start);
        _startOf.Remove(start + units);
        Free -= units;
    }
}
