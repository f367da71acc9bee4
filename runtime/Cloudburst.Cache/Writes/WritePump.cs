using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Writes;

/// <summary>
/// Sends each entry's queue to the store: one write at a time and in order, what arrives meanwhile merged into the next. A store that is away
/// is tried again until it is back, which joins make safe.
/// </summary>
internal sealed class WritePump(
    CacheTable table, IKeyValueStore store, Fetcher fetcher, WriteBudget budget, RequestLedger ledger,
    NodeCacheOptions options, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Sends the entry's queue unless that is being done already.</summary>
    public void Start(CacheEntry entry)
    {
        PendingWrite? write;
        lock (entry.Gate)
        {
            if (entry.InFlight is not null)
                return;
            write = TakeNext(entry);
        }

        if (write is not null)
            _ = RunAsync(entry, write);
    }

    private async Task RunAsync(CacheEntry entry, PendingWrite first)
    {
        for (var write = first; write is not null;)
        {
            var result = await SendAsync(entry.Key, write).ConfigureAwait(false);
            PendingWrite? next;
            FetchBatch? refetch;
            lock (entry.Gate)
            {
                refetch = Settle(entry, write, result);
                next = TakeNext(entry);
                table.RemoveIfIdle(entry);
            }

            foreach (var ticket in write.Tickets)
                Tell(entry.Key, ticket, result);
            budget.Remove(write.Tickets.Count, write.Bytes.Length);
            if (refetch is not null)
                _ = fetcher.RunAsync(refetch);
            write = next;
            // A store in this process answers at once: whoever lent its thread must not be kept by what others go on writing.
            if (write is not null)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        table.Tidy();
    }

    private static PendingWrite? TakeNext(CacheEntry entry)
    {
        if (entry.Queue.Count == 0)
            return null;
        var next = entry.Queue[0];
        entry.Queue.RemoveAt(0);
        return entry.InFlight = next;
    }

    /// <summary>Brings the entry in line with what the store did. The caller holds the gate.</summary>
    /// <returns>A fetch to start when the value must be read (again).</returns>
    private FetchBatch? Settle(CacheEntry entry, PendingWrite write, WriteResult result)
    {
        entry.InFlight = null;
        var stored = result.Error is null && result.Outcome.Status != JoinStatus.Deleted;
        if (!stored)
        {
            // The value may contain the write; the store never will.
            if (entry.Value is null)
                return null;
            table.Set(entry, null);
            return Refetch(entry);
        }

        if (write is { IsDelete: false, TimeToLive: { } span } && result.Outcome.Status == JoinStatus.Changed)
            entry.EndAfter(span, time);
        // What comes from elsewhere between the write and the watch is not pushed.
        if (entry.ConfirmedBy != fetcher.Feeds)
            entry.ReadBeforeWatched = true;
        if (entry.Value is not null)
        {
            if (!write.IsDelete || result.Outcome.Status == JoinStatus.Changed)
                return null;
            // Something later than the deletion is there.
            table.Set(entry, null);
            return Refetch(entry);
        }

        if (entry.Fetch is not null)
        {
            // The fetch may have read from before the write.
            var overlay = write.Bytes;
            if (entry.Overlay is not null)
                CapsuleMerge.Converge(entry.Overlay, write.Bytes, out overlay);
            entry.Overlay = overlay;
            return null;
        }

        // A register or a tombstone that has changed the stored value is the stored value.
        if (result.Outcome.Status != JoinStatus.Changed || Capsule.TagOf(write.Bytes.Span) is not (LatticeTag.LastWriterWins or LatticeTag.Tombstone))
            return Refetch(entry);
        table.Set(entry, entry.Rebase(write.Bytes));
        return null;
    }

    private FetchBatch Refetch(CacheEntry entry)
    {
        var batch = new FetchBatch();
        fetcher.Add(batch, entry);
        return batch;
    }

    private void Tell(string key, WriteTicket ticket, WriteResult result)
    {
        if (ticket.Waiter is not null && ticket.Waiter.TrySetResult(result))
        {
            ledger.End(ticket.Request, null);
            return;
        }

        var error = result.Error ?? (result.Outcome.Status == JoinStatus.Deleted ? CacheErrors.DeletedWhileWritten(key) : null);
        ledger.End(ticket.Request, error);
    }

    /// <summary>Writes until the store has answered for good. Never throws.</summary>
    private async ValueTask<WriteResult> SendAsync(string key, PendingWrite write)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var call = write.IsDelete
                    ? store.DeleteAsync(key, Capsule.EpochOf(write.Bytes.Span), write.TimeToLive, stopping)
                    : store.JoinAsync(key, write.Bytes.Memory, write.TimeToLive, stopping);
                return new WriteResult(await call.WithinAsync(options.StoreTimeout, time, stopping).ConfigureAwait(false), null);
            }
            catch (KvsException error) when (!error.IsTransient)
            {
                return new WriteResult(default, CacheErrors.OfStore(error, key));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return new WriteResult(default, CacheErrors.Stopping(options.NodeId));
            }
            catch (Exception error) when (error is KvsException or TimeoutException or OperationCanceledException)
            {
                if (attempt == 1)
                    logger.LogWarning("A write to key {Key} waits for the store: {Reason}", key, error.Message);
            }
#pragma warning disable CA1031 // The writer must be told, and the entry be free again, whatever fails.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "A write to key {Key} failed", key);
                return new WriteResult(default, CacheErrors.Unexpected(error));
            }

            try
            {
                await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return new WriteResult(default, CacheErrors.Stopping(options.NodeId));
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
