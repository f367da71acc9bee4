using Cloudburst.Cache.Table;

namespace Cloudburst.Cache.Freshness;

/// <summary>
/// Makes sure that this cache has heard of everything that the store had at some moment. After a barrier, what is cached (and watched) is at least as new as everything
/// that anybody could have read from the store before it: a causal cut, whatever the values depend on, without a look at what that is.
/// </summary>
/// <remarks>Thread-safe. Callers share barriers: while one is under way, all who come wait for one and the same next one.</remarks>
/// <param name="table">What is cached.</param>
/// <param name="patience">How long a feed may take to catch up before the barrier is given up.</param>
internal sealed class FeedBarrier(CacheTable table, TimeSpan patience)
{
    private readonly Lock _gate = new();
    private UpdateFeedClient[] _feeds = [];
    private Task<bool> _running = Task.FromResult(true);
    private Task<bool>? _next;
    private long _settledUpTo;
    private int _epoch = 1;

    /// <summary>The state of the feeds; a new one whenever one of them was lost or has dropped updates.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Everything that values of this arrival and earlier ones depend on has arrived as well.</summary>
    public long SettledUpTo => Volatile.Read(ref _settledUpTo);

    /// <summary>Whether there are feeds, all connected.</summary>
    public bool IsPossible => _feeds.Length > 0 && Array.TrueForAll(_feeds, static feed => feed.IsConnected);

    /// <summary>Sets the feeds that there are.</summary>
    public void Use(UpdateFeedClient[] feeds) => _feeds = feeds;

    /// <summary>Updates were or will be missed: what was known of any key is no longer certain.</summary>
    public void Break() => Interlocked.Increment(ref _epoch);

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
        if (!Array.TrueForAll(outcomes, static outcome => outcome) || epoch != Epoch)
            return false;
        // One barrier runs at a time, so they end in the order of their beginnings.
        Volatile.Write(ref _settledUpTo, Math.Max(upTo, SettledUpTo));
        return true;
    }
}
