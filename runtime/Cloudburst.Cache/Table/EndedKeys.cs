using System.Collections.Concurrent;

namespace Cloudburst.Cache.Table;

/// <summary>
/// The keys whose time to live has ended here a short while ago. What the store has sent or was asked before such an end may arrive after it, and must not bring the value back: nothing
/// would say when it ends again. Thread-safe.
/// </summary>
internal sealed class EndedKeys(TimeProvider time)
{
    /// <summary>Far longer than anything is on its way from the store to a cache.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private const int Capacity = 65_536;

    private readonly ConcurrentDictionary<string, End> _ends = new();
    private readonly ConcurrentQueue<(string Key, End End)> _order = new();
    private long _count;

    /// <summary>How many ends there have been; see <see cref="HasEndedSince"/>.</summary>
    public long Count => Volatile.Read(ref _count);

    public void Add(string key)
    {
        var end = new End(Interlocked.Increment(ref _count), time.GetTimestamp());
        _ends[key] = end;
        _order.Enqueue((key, end));
        while (_order.TryPeek(out var oldest) && (_order.Count > Capacity || !IsRecent(oldest.End)) && _order.TryDequeue(out oldest))
            _ends.TryRemove(new KeyValuePair<string, End>(oldest.Key, oldest.End));
    }

    /// <summary>Whether the key has ended so lately that what a feed pushes may be from before.</summary>
    public bool Contains(string key) => !_order.IsEmpty && _ends.TryGetValue(key, out var end) && IsRecent(end);

    /// <summary>Whether the key has ended after there had been so many ends.</summary>
    public bool HasEndedSince(string key, long count) => Count > count && _ends.TryGetValue(key, out var end) && end.Number > count;

    private bool IsRecent(End end) => time.GetElapsedTime(end.At) < Remembered;

    private readonly record struct End(long Number, long At);
}
