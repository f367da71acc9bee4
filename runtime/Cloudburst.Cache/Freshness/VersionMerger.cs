using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Freshness;

/// <summary>Merges versions that come from the store, pushed or read again, into what is cached. Order and repetition don't matter: they are joins.</summary>
internal sealed class VersionMerger(CacheTable table, Fetcher fetcher, CacheMetrics metrics, TimeProvider time)
{
    /// <summary>Told that every cached key must be read again.</summary>
    public Action? ResyncWanted { get; set; }

    /// <summary>Told that one key must be read again.</summary>
    public Action<string>? VerifyWanted { get; set; }

    /// <summary>Takes a frame of an update feed.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="feed">The feed's bit.</param>
    public void Apply(UpdateFrame frame, ulong feed)
    {
        var pushed = 0;
        foreach (var update in frame.Updates)
        {
            if (!table.TryGet(update.Key, out var entry))
            {
                // It was on its way when the key was dropped; should the feed not know, it is told (again).
                if (!update.Capsule.IsEmpty)
                    table.InterestChanged?.Invoke(update.Key);
                continue;
            }

            if (update.Capsule.IsEmpty)
            {
                Confirm(entry, feed);
                continue;
            }

            pushed++;
            // It may be from before the end.
            if (table.Ended.Contains(update.Key))
            {
                LookAgain(entry);
                continue;
            }

            lock (entry.Gate)
            {
                if (!entry.IsRemoved)
                    Merge(entry, update.Capsule);
            }
        }

        if (pushed > 0)
            metrics.Pushed(pushed);
        table.Tidy();

        if (frame.Resync)
            ResyncWanted?.Invoke();
    }

    /// <summary>Takes what the store holds now.</summary>
    public void Apply(string key, KvsEntry stored) => Apply(key, stored, mayBeNew: true);

    /// <summary>Takes what the store holds of a key whose value was known when it was asked. If that has ended meanwhile, the answer may be from before.</summary>
    public void ApplyAgain(string key, KvsEntry stored) => Apply(key, stored, mayBeNew: false);

    /// <summary>Takes what was just written to the store: a part of the value, which says nothing about a key that is not known here.</summary>
    /// <param name="key">The key.</param>
    /// <param name="written">What was written.</param>
    /// <param name="timeToLive">How long the value lives from now on; null to leave that as it is.</param>
    public void ApplyWrite(string key, ByteString written, TimeSpan? timeToLive = null)
    {
        if (!table.TryGet(key, out var entry))
            return;
        lock (entry.Gate)
        {
            if (entry.IsRemoved)
                return;
            if (entry.Value is not null || entry.Fetch is not null)
                Merge(entry, written);
            else
                // A read of the store may be under way that began before: what it brings is incomplete without this.
                Overlay(entry, written);
            if (timeToLive is { } span)
                entry.EndAfter(span, time);
        }
    }

    private void Apply(string key, KvsEntry stored, bool mayBeNew)
    {
        if (!table.TryGet(key, out var entry))
            return;
        lock (entry.Gate)
        {
            if (entry.IsRemoved || (entry.Value is null && !mayBeNew))
                return;
            if (!stored.IsAbsent)
            {
                Merge(entry, UnsafeByteOperations.UnsafeWrap(stored.Capsule));
            }
            else if (entry.Value is not null && !entry.IsDirty && entry.Pins == 0)
            {
                // Expired, or its tombstone was forgotten. If a write has come in between, dropping the value only costs a read.
                table.End(entry);
                table.RemoveIfIdle(entry);
            }
        }
    }

    private void Confirm(CacheEntry entry, ulong feed)
    {
        lock (entry.Gate)
        {
            entry.ConfirmedBy |= feed;
            if (!entry.ReadBeforeWatched || entry.ConfirmedBy != fetcher.Feeds || entry.Fetch is not null)
                return;
            entry.ReadBeforeWatched = false;
            if (entry.IsRemoved || entry.Value is null)
                return;
        }

        VerifyWanted?.Invoke(entry.Key);
    }

    /// <summary>Has the store asked what the key holds now, if anybody here needs to know.</summary>
    private void LookAgain(CacheEntry entry)
    {
        FetchBatch? awaited = null;
        lock (entry.Gate)
        {
            if (entry.IsRemoved)
                return;
            if (entry.Fetch is not null)
            {
                // It may have read before the change; what it brings is looked at again.
                entry.ReadBeforeWatched = true;
                return;
            }

            if (entry.Value is null)
            {
                if (entry.Waiters == 0)
                    return;
                fetcher.Add(awaited = new FetchBatch(), entry);
            }
        }

        if (awaited is null)
            VerifyWanted?.Invoke(entry.Key);
        else
            _ = fetcher.RunAsync(awaited);
    }

    private static void Overlay(CacheEntry entry, ByteString version) =>
        entry.Overlay = entry.Overlay is { } overlay && CapsuleMerge.Converge(overlay, version, out var both) != JoinResult.TypeMismatch ? both : version;

    private void Merge(CacheEntry entry, ByteString version)
    {
        if (entry.Value is null)
        {
            if (entry.Fetch is null)
                table.Set(entry, entry.Rebase(version));
            else
                Overlay(entry, version);
            return;
        }

        var result = CapsuleMerge.Converge(entry.Value, version, out var merged);
        if (CapsuleMerge.Changes(result))
            table.Set(entry, merged);
        else if (result == JoinResult.TypeMismatch && !entry.IsDirty)
            table.Set(entry, version); // the store is right
    }
}
