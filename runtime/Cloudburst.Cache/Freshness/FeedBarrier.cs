using Cloudburst.Cache.Table;
using Cloudburst.Sessions;

namespace Cloudburst.Cache.Freshness;

/// <summary>
/// Makes sure that this cache has heard of everything that the store had at some moment. After a barrier, what is cached (and watched) is at least as new as everything
/// that anybody could have read from the store before it: a causal cut, whatever the values depend on, without a look at what that is.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Callers share barriers: while one is under way, all who come wait for one and the same next one.</para>
/// <para>While sessions read, barriers also follow what arrives, so that it is settled, mostly, by the time that somebody asks for it.</para>
/// </remarks>
/// <param name="table">What is cached.</param>
/// <param name="patience">How long a feed may take to catch up before the barrier is given up.</param>
/// <param name="time">The clock.</param>
internal sealed class FeedBarrier(CacheTable table, TimeSpan patience, TimeProvider time)
{
    /// <summary>What arrives is settled for so long after the last read.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    /// <summary>The pause between two barriers that nobody waits for.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    private readonly HeardHistory _history = new();
    private readonly Lock _gate = new();
    private UpdateFeedClient[] _feeds = [];
    private Task<bool> _running = Task.FromResult(true);
    private Task<bool>? _next;
    private long _settledUpTo;
    private int _epoch = 1;
    private long _lastRead;
    private int _isSettling;

    /// <summary>The state of the feeds; a new one whenever one of them was lost or has dropped updates.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Everything that values of this arrival and earlier ones depend on has arrived as well.</summary>
    public long SettledUpTo => Volatile.Read(ref _settledUpTo);

    /// <summary>How far the feeds have been heard; unknown before the first barrier.</summary>
    public FeedPositions Heard => _history.Latest(Epoch);

    /// <summary>Whether there are feeds, all connected.</summary>
    public bool IsPossible => _feeds.Length > 0 && Array.TrueForAll(_feeds, static feed => feed.IsConnected);

    /// <summary>Sets the feeds that there are.</summary>
    public void Use(UpdateFeedClient[] feeds) => _feeds = feeds;

    /// <summary>Updates were or will be missed: what was known of any key is no longer certain.</summary>
    public void Break() => Interlocked.Increment(ref _epoch);

    /// <summary>A position at which a value of this arrival had been heard, and all that it depends on; unknown when it is not settled.</summary>
    public FeedPositions HeardWith(long arrival) => _history.Covering(Epoch, arrival);

    /// <summary>A session has read here: from now on, and for a while, what arrives is settled without being asked for.</summary>
    public void KeepSettled()
    {
        Volatile.Write(ref _lastRead, time.GetTimestamp());
        Settle();
    }

    /// <summary>Values have arrived.</summary>
    public void Arrived()
    {
        if (IsKept)
            Settle();
    }

    /// <summary>Passes a barrier that begins after this call.</summary>
    /// <returns>Whether it holds; false when a feed is away or can't tell.</returns>
    public Task<bool> PassAsync()
    {
        lock (_gate)
        {
            if (_next is not null)
                return _next;
            return _running.IsCompleted ? _running = RunAsync() : _next = FollowAsync(_running);
        }
    }

    private bool IsKept => Volatile.Read(ref _lastRead) is var last && last != 0 && time.GetElapsedTime(last) < KeptFor;

    private void Settle()
    {
        if (table.Arrivals > SettledUpTo && Interlocked.Exchange(ref _isSettling, 1) == 0)
            _ = SettleAsync();
    }

    /// <summary>Passes barriers until everything is settled or nobody reads any more. Whatever arrives between the last one and the end is found by the next read.</summary>
    private async Task SettleAsync()
    {
        try
        {
            while (table.Arrivals > SettledUpTo && IsKept && await PassAsync().ConfigureAwait(false))
                await Task.Delay(Pace, time).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isSettling, 0);
        }
    }

    private async Task<bool> FollowAsync(Task<bool> running)
    {
        // Not on the caller's thread, which holds the gate and is about to announce this very task as the next one.
        await running.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Task<bool> mine;
        lock (_gate)
        {
            _next = null;
            mine = _running = RunAsync();
        }

        return await mine.ConfigureAwait(false);
    }

    private async Task<bool> RunAsync()
    {
        // Off the caller's lock before a frame is sent: an in-process feed answers on this thread.
        await Task.Yield();
        if (!IsPossible)
            return false;
        var epoch = Epoch;
        var upTo = table.Arrivals;
        var outcomes = await Task.WhenAll(_feeds.Select(feed => feed.SyncAsync(patience))).ConfigureAwait(false);
        if (!Array.TrueForAll(outcomes, static outcome => outcome is not null) || epoch != Epoch)
            return false;
        _history.Add(epoch, upTo, FeedPositions.Of(outcomes.Select(static outcome => outcome!.Value)));
        // One barrier runs at a time, so they end in the order of their beginnings.
        Volatile.Write(ref _settledUpTo, Math.Max(upTo, SettledUpTo));
        return true;
    }
}
