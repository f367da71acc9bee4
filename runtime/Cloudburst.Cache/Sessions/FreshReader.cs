using Cloudburst.Cache.Freshness;
using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Protocol;

namespace Cloudburst.Cache.Sessions;

/// <summary>
/// Reads keys from the store although the cache may hold them: for a session that must not be given less than it has seen. Unlike a miss it never joins a read that
/// has begun already, since that one may return what was there before.
/// </summary>
internal sealed class FreshReader(
    CacheTable table, IKeyValueStore store, Fetcher fetcher, VersionMerger merger, FeedBarrier barrier, Action sendInterest, NodeCacheOptions options, TimeProvider time)
{
    /// <summary>Reads, and keeps what was read.</summary>
    public async Task<(KvsEntry[] Entries, ErrorInfo? Error)> ReadAsync(IReadOnlyList<string> keys)
    {
        var epoch = barrier.Epoch;
        var ends = table.Ended.Count;
        var isWatched = new bool[keys.Count];
        for (var i = 0; i < isWatched.Length; i++)
            isWatched[i] = Watch(keys[i]);
        // Watched first, read second: an update in between is pushed.
        sendInterest();
        try
        {
            var entries = keys.Count == 1
                ? [await store.GetAsync(keys[0]).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false)]
                : await store.GetManyAsync(keys).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
            for (var i = 0; i < entries.Length; i++)
                Keep(keys[i], entries[i], isWatched[i] ? epoch : 0, ends);
            return (entries, null);
        }
        catch (KvsException error)
        {
            return ([], CacheErrors.OfStore(error, keys[0]));
        }
        catch (TimeoutException)
        {
            return ([], CacheErrors.StoreSilent(keys[0], options.StoreTimeout));
        }
        finally
        {
            foreach (var key in keys)
                LetGo(key);
            table.Tidy();
        }
    }

    /// <returns>Whether every feed watches the key already and what it pushes is taken at its word, so that what is read from now on misses nothing.</returns>
    private bool Watch(string key)
    {
        while (true)
        {
            var entry = table.GetOrAdd(key);
            lock (entry.Gate)
            {
                if (entry.IsRemoved)
                    continue;
                if (entry.ConfirmedBy != fetcher.Feeds)
                    entry.ReadBeforeWatched = true;
                entry.Touch();
                return entry.ConfirmedBy == fetcher.Feeds && !table.Ended.Contains(key);
            }
        }
    }

    private void Keep(string key, KvsEntry stored, int epoch, long ends)
    {
        // What was read may be from before the end.
        if (table.Ended.HasEndedSince(key, ends))
            return;
        merger.Apply(key, stored);
        if (!table.TryGet(key, out var entry))
            return;
        lock (entry.Gate)
        {
            if (epoch != 0 && epoch == barrier.Epoch && !entry.IsRemoved && entry.Value is not null)
                entry.ExactIn = epoch;
            if (!entry.ReadBeforeWatched || entry.ConfirmedBy != fetcher.Feeds || entry.IsRemoved)
                return;
            entry.ReadBeforeWatched = false;
        }

        fetcher.MustVerify?.Invoke(key);
    }

    private void LetGo(string key)
    {
        if (!table.TryGet(key, out var entry))
            return;
        lock (entry.Gate)
            table.RemoveIfIdle(entry);
    }
}
