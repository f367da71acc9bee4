using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cloudburst.Cache.SharedMemory;
using Google.Protobuf;

namespace Cloudburst.Cache.Table;

/// <summary>
/// The entries and the bound on their bytes. Eviction is CLOCK, the usual approximation of least recently used: entries stand in a circle,
/// a read only sets a mark (no list to reorder, so no lock), and the hand that looks for room drops the first entry without a mark and takes
/// the marks it passes away. A new entry comes without a mark, so what is read only once goes before what is read again.
/// </summary>
internal sealed class CacheTable(long memoryBytes, CacheMetrics metrics, TimeProvider time)
{
    /// <summary>What an entry costs besides its key and value: objects and table slots, about.</summary>
    public const int EntryOverheadBytes = 320;

    private readonly ConcurrentDictionary<string, CacheEntry> _entries = new();
    private readonly ConcurrentQueue<CacheEntry> _clock = new();
    private readonly Lock _hand = new();
    private long _bytes;
    private long _arrivals;
    private int _count;

    /// <summary>Told, under the entry's gate, that an entry has come to or left the table.</summary>
    public Action<string>? InterestChanged { get; set; }

    /// <summary>Sends what <see cref="InterestChanged"/> has told. Called without a gate.</summary>
    public Action? SendInterest { get; set; }

    /// <summary>Told, under the entry's gate, that a key has become cached, is no longer, or has changed much in size.</summary>
    public Action<string>? IndexChanged { get; set; }

    /// <summary>The copies of values that executors read by themselves; null when there are none.</summary>
    public SharedValues? Shared { get; set; }

    /// <summary>The keys that have ended here lately.</summary>
    public EndedKeys Ended { get; } = new(time);

    /// <summary>The bytes of all entries, and of the shared memory.</summary>
    public long Bytes => Volatile.Read(ref _bytes) + (Shared?.Bytes ?? 0);

    /// <summary>How many values have come so far.</summary>
    public long Arrivals => Volatile.Read(ref _arrivals);

    /// <summary>The number of entries, those without a value included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>All entries, as of no particular moment.</summary>
    public IEnumerable<CacheEntry> Entries => _entries.Select(static pair => pair.Value);

    public bool TryGet(string key, [MaybeNullWhen(false)] out CacheEntry entry) => _entries.TryGetValue(key, out entry);

    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>The entry of a key, made when missing. It may be removed again before the caller has taken its gate.</summary>
    public CacheEntry GetOrAdd(string key)
    {
        if (_entries.TryGetValue(key, out var entry))
            return entry;
        var added = new CacheEntry(key);
        entry = _entries.GetOrAdd(key, added);
        if (ReferenceEquals(entry, added))
        {
            Interlocked.Increment(ref _count);
            lock (entry.Gate)
            {
                if (!entry.IsRemoved)
                    Recount(entry);
            }

            InterestChanged?.Invoke(key);
        }

        return entry;
    }

    /// <summary>Sets or takes away the value. The caller holds the gate, and the entry is not removed.</summary>
    public void Set(CacheEntry entry, ByteString? value)
    {
        // First the copy: nobody may read the old value there who could have read the new one here.
        Shared?.Withdraw(entry);
        // Before the value: whoever sees it must not take it for one that came earlier.
        entry.Arrival = Interlocked.Increment(ref _arrivals);
        entry.Value = value;
        if (value is null)
            entry.ExpiresAt = 0;
        Recount(entry);
        ReportSize(entry);
        if (value is null)
            return;
        if (!entry.IsInClock)
        {
            entry.IsInClock = true;
            _clock.Enqueue(entry);
        }

        if (entry.Appeared is { } appeared && !CapsuleMerge.IsInvisible(value))
        {
            entry.Appeared = null;
            appeared.TrySetResult();
        }
    }

    /// <summary>Takes away the value if its time to live is over and nothing holds it. The caller holds the gate.</summary>
    public void EndIfExpired(CacheEntry entry)
    {
        if (entry.Value is not null && entry.HasExpired(time) && !entry.IsDirty && entry.Pins == 0)
            End(entry);
    }

    /// <summary>Takes away the value of a key that the store has forgotten. The caller holds the gate, and nothing is being written.</summary>
    public void End(CacheEntry entry)
    {
        Ended.Add(entry.Key);
        Set(entry, null);
        entry.ExactIn = 0;
    }

    /// <summary>Removes an entry that has no value and that nobody needs. The caller holds the gate.</summary>
    public void RemoveIfIdle(CacheEntry entry)
    {
        if (!entry.IsRemoved && entry.Value is null && entry.CanBeEvicted)
            Remove(entry);
    }

    /// <summary>Makes room, and tells the feeds what has come and gone. Call after every change, without holding any gate.</summary>
    public void Tidy()
    {
        MakeRoom();
        SendInterest?.Invoke();
    }

    /// <summary>Counts bytes that are held beside the entries, so that entries make room for them.</summary>
    public void Reserve(long bytes) => Interlocked.Add(ref _bytes, bytes);

    private void MakeRoom()
    {
        if (Bytes <= memoryBytes && _clock.Count <= (2 * Count) + 1024)
            return;
        // One hand is enough; whoever finds it moving goes on.
        if (!_hand.TryEnter())
            return;
        try
        {
            // Twice round takes every mark away once; what is left then may not be dropped.
            for (var steps = 2 * _clock.Count; steps > 0 && (Bytes > memoryBytes || _clock.Count > (2 * Count) + 1024); steps--)
            {
                if (!_clock.TryDequeue(out var entry))
                    return;
                Pass(entry);
            }
        }
        finally
        {
            _hand.Exit();
        }
    }

    private void Pass(CacheEntry entry)
    {
        lock (entry.Gate)
        {
            if (entry.IsRemoved)
                return;
            if (Bytes <= memoryBytes || WasUsed(entry) || !entry.CanBeEvicted)
            {
                _clock.Enqueue(entry);
                return;
            }

            Remove(entry);
        }

        metrics.Evicted();
    }

    private bool WasUsed(CacheEntry entry)
    {
        // Both marks are taken: reads here and reads in shared memory.
        var touched = entry.Untouch();
        return (Shared?.TakeUse(entry) ?? false) || touched;
    }

    private void Remove(CacheEntry entry)
    {
        entry.IsRemoved = true;
        Shared?.Withdraw(entry);
        entry.Value = null;
        _entries.TryRemove(new KeyValuePair<string, CacheEntry>(entry.Key, entry));
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -entry.CountedBytes);
        entry.CountedBytes = 0;
        ReportSize(entry);
        InterestChanged?.Invoke(entry.Key);
    }

    private void Recount(CacheEntry entry)
    {
        var bytes = EntryOverheadBytes + (2L * entry.Key.Length) + (entry.Value?.Length ?? 0);
        Interlocked.Add(ref _bytes, bytes - entry.CountedBytes);
        entry.CountedBytes = bytes;
    }

    private void ReportSize(CacheEntry entry)
    {
        var bytes = entry.Value is { } value && !CapsuleMerge.IsInvisible(value) ? value.Length : -1;
        // Schedulers weigh nodes by bytes; small changes of a size would only make traffic.
        if ((bytes < 0) == (entry.ReportedBytes < 0) && Math.Abs(bytes - entry.ReportedBytes) <= entry.ReportedBytes / 2)
            return;
        entry.ReportedBytes = bytes;
        IndexChanged?.Invoke(entry.Key);
    }
}
