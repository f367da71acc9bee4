using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Reads;

/// <summary>Reads batches of keys from the store into the table.</summary>
internal sealed class Fetcher(CacheTable table, IKeyValueStore store, NodeCacheOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Told, under the entry's gate, that a key must be read again because it may have been read before it was watched.</summary>
    public Action<string>? MustVerify { get; set; }

    /// <summary>The feeds that must confirm a watch, one bit each; 0 when there is no feed to miss an update from.</summary>
    public ulong Feeds { get; set; }

    /// <summary>Puts a key into a batch. The caller holds the gate, and the value is not known.</summary>
    public FetchSlot Add(FetchBatch batch, CacheEntry entry)
    {
        if (entry.ConfirmedBy != Feeds)
            entry.ReadBeforeWatched = true;
        return entry.Fetch = batch.Add(entry);
    }

    /// <summary>Fetches a batch; its outcome is found there. Never throws.</summary>
    public async Task RunAsync(FetchBatch batch)
    {
        KvsEntry[] fetched;
        try
        {
            fetched = await ReadStoreAsync(batch).ConfigureAwait(false);
        }
        catch (KvsException error)
        {
            Abandon(batch, CacheErrors.OfStore(error, batch.Entries[0].Key));
            return;
        }
        catch (TimeoutException)
        {
            Abandon(batch, CacheErrors.StoreSilent(batch.Entries[0].Key, options.StoreTimeout));
            return;
        }
#pragma warning disable CA1031 // Whatever fails, the readers of the batch must be answered and its entries be free again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Reading {Count} keys from the store failed", batch.Entries.Count);
            Abandon(batch, CacheErrors.Unexpected(error));
            return;
        }

        var results = new ByteString[fetched.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = Settle(batch.Entries[i], UnsafeByteOperations.UnsafeWrap(fetched[i].Capsule));
        batch.Complete(results);
        table.Tidy();
    }

    private async ValueTask<KvsEntry[]> ReadStoreAsync(FetchBatch batch)
    {
        if (batch.Entries.Count == 1)
            return [await store.GetAsync(batch.Entries[0].Key).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false)];
        var keys = new string[batch.Entries.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = batch.Entries[i].Key;
        return await store.GetManyAsync(keys).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
    }

    private ByteString Settle(CacheEntry entry, ByteString fetched)
    {
        lock (entry.Gate)
        {
            entry.Fetch = null;
            var value = entry.Rebase(fetched);
            entry.Overlay = null;
            if (!value.IsEmpty)
                table.Set(entry, value);
            if (entry.ReadBeforeWatched && entry.ConfirmedBy == Feeds)
            {
                entry.ReadBeforeWatched = false;
                MustVerify?.Invoke(entry.Key);
            }

            table.RemoveIfIdle(entry);
            return CapsuleMerge.IsInvisible(value) ? ByteString.Empty : value;
        }
    }

    private void Abandon(FetchBatch batch, ErrorInfo error)
    {
        foreach (var entry in batch.Entries)
        {
            lock (entry.Gate)
            {
                // The overlay stays: it is of acknowledged writes, and the entry may be filled by a push next.
                entry.Fetch = null;
                table.RemoveIfIdle(entry);
            }
        }

        batch.Fail(error);
        table.Tidy();
    }
}
