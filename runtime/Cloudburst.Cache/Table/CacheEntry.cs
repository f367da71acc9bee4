using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Writes;
using Cloudburst.SharedMemory.Core;
using Google.Protobuf;

namespace Cloudburst.Cache.Table;

/// <summary>
/// One key in the cache. <see cref="Value"/> is read without a lock; everything else is guarded by <see cref="Gate"/>, under which nothing waits,
/// sends a frame or calls the store.
/// </summary>
/// <remarks>
/// <para>What holds at all times: a value that is not null includes every write through this cache that was acknowledged, so a later read
/// through this cache sees it. While the value is not known, those writes lie in the queue, in flight, or in the <see cref="Overlay"/>
/// of a running fetch, and whoever makes the value known merges them in (<see cref="Rebase"/>).</para>
/// <para>A clean entry (no queue, nothing in flight) can be dropped at any time: the store has all of it.</para>
/// </remarks>
internal sealed class CacheEntry(string key)
{
    private volatile ByteString? _value;
    private volatile bool _touched;
    private long _expiresAt;
    private long _arrival;

    public string Key => key;

    public Lock Gate { get; } = new();

    /// <summary>The whole value as far as this cache knows, a tombstone included; null while it is not known.</summary>
    public ByteString? Value
    {
        get => _value;
        set => _value = value;
    }

    /// <summary>
    /// When the value came, in the table's count of arrivals. Read it after <see cref="Value"/>: it is that value's, or a later one's.
    /// </summary>
    public long Arrival
    {
        get => Volatile.Read(ref _arrival);
        set => Volatile.Write(ref _arrival, value);
    }

    /// <summary>
    /// The state of the feeds in which the value was known to be the store's: they watched the key and it was read after that. While that state lasts, no change of the
    /// key can be missed. 0 for never.
    /// </summary>
    public int ExactIn { get; set; }

    /// <summary>When a value written here with a time to live ends, in Unix milliseconds; 0 = never.</summary>
    public long ExpiresAt
    {
        get => Volatile.Read(ref _expiresAt);
        set => Volatile.Write(ref _expiresAt, value);
    }

    /// <summary>
    /// Sets the end. Called with the write and again once the store has answered it: the value must not end here before it does there, because who looks then finds it still, and
    /// nothing says when it ends.
    /// </summary>
    public void EndAfter(TimeSpan timeToLive, TimeProvider time) =>
        // A whole millisecond more than what rounding has taken away.
        ExpiresAt = time.GetUtcNow().ToUnixTimeMilliseconds() + (long)timeToLive.TotalMilliseconds + 1;

    /// <summary>Whether the value's time to live is over.</summary>
    public bool HasExpired(TimeProvider time) => ExpiresAt is > 0 and var end && time.GetUtcNow().ToUnixTimeMilliseconds() >= end;

    /// <summary>Where the value lies in shared memory, if it does.</summary>
    public SharedBlock? Shared { get; set; }

    /// <summary>Set by the table once it no longer holds the entry: whoever still does must look the key up again.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Whether the entry lies in the clock that eviction goes round.</summary>
    public bool IsInClock { get; set; }

    /// <summary>The bytes that the table has counted for this entry.</summary>
    public long CountedBytes { get; set; }

    /// <summary>The size that schedulers were last told, or -1.</summary>
    public long ReportedBytes { get; set; } = -1;

    /// <summary>The running fetch of this key, which later readers join.</summary>
    public FetchSlot? Fetch { get; set; }

    /// <summary>What was stored or pushed while the value was being fetched: the fetch may have read from before it.</summary>
    public ByteString? Overlay { get; set; }

    /// <summary>The write that the store is working on.</summary>
    public PendingWrite? InFlight { get; set; }

    /// <summary>Writes that wait for it, in order.</summary>
    public List<PendingWrite> Queue { get; } = [];

    /// <summary>How many running requests need this key to stay.</summary>
    public int Pins { get; set; }

    /// <summary>How many readers wait for the key to appear.</summary>
    public int Waiters { get; set; }

    /// <summary>Completed when the key becomes visible to those readers.</summary>
    public TaskCompletionSource? Appeared { get; set; }

    /// <summary>Which of the update feeds have confirmed that they watch the key, one bit each.</summary>
    public ulong ConfirmedBy { get; set; }

    /// <summary>The value may have been read before the feeds watched the key: an update in between would be missed. It is read again when they have confirmed.</summary>
    public bool ReadBeforeWatched { get; set; }

    public bool IsDirty => InFlight is not null || Queue.Count > 0;

    public bool CanBeEvicted => !IsDirty && Pins == 0 && Waiters == 0 && Fetch is null;

    /// <summary>Marks the entry as used since the clock's hand last passed. Written only when it changes, to leave the cache line shared.</summary>
    public void Touch()
    {
        if (!_touched)
            _touched = true;
    }

    /// <summary>Takes the mark away.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Untouch()
    {
        var touched = _touched;
        _touched = false;
        return touched;
    }

    /// <summary>What the store returned, with everything merged in that this cache knows and the store may not have had yet.</summary>
    public ByteString Rebase(ByteString fetched)
    {
        var value = fetched;
        if (Overlay is { } overlay)
            CapsuleMerge.Converge(value, overlay, out value);
        // A write that does not fit the value will fail at the store too, and its writer is told then.
        if (InFlight is { } inFlight)
            CapsuleMerge.Join(value, inFlight.Bytes, out value);
        foreach (var write in Queue)
            CapsuleMerge.Join(value, write.Bytes, out value);
        return value;
    }
}
