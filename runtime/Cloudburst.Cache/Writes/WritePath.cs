using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Table;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Writes;

/// <summary>
/// Takes writes in. A key whose value is known merges at once and is acknowledged at once, and the store gets the write behind the answer
/// (Cloudburst (VLDB 2020) §4.2). A key that is not is answered with the store's own outcome, one round trip: only the store can tell then
/// whether the write fits the value, or has lost to a deletion.
/// </summary>
/// <remarks>
/// The one thing that an acknowledgement can't know is a deletion elsewhere of which this cache has not heard yet. The store refuses such a
/// write behind the answer; the value is then read again, and the request's flush says that it must be run again.
/// </remarks>
internal sealed class WritePath(
    CacheTable table, WritePump pump, WriteBudget budget, RequestLedger ledger, ReadPath reads, Action sendInterest,
    HybridClock clock, NodeCacheOptions options, TimeProvider time)
{
    private const long MaxTimeToLiveMs = 36_500L * 24 * 60 * 60 * 1000;
    private static readonly CacheDone Done = new();

    /// <summary>Takes a join in. The caller answers first and then starts <see cref="WriteStep.Pump"/>.</summary>
    public WriteStep Join(CacheJoin join)
    {
        if (CacheErrors.ProblemWithKey(join.Key) is { } problem)
            return WriteStep.Failed(problem);
        if (join.Capsule.Length > options.MaxValueBytes)
            return WriteStep.Failed(CacheErrors.TooLarge(join.Key, join.Capsule.Length, options.MaxValueBytes));
        if (!Capsule.TryReadHeader(join.Capsule.Span, out var header) || header.IsTombstone)
            return WriteStep.Failed(CacheErrors.Malformed(join.Key));
        if (budget.Refuse(join.Key, join.Capsule.Length) is { } refused)
            return WriteStep.Failed(refused);

        TimeSpan? timeToLive = join.TimeToLiveMs > 0 ? TimeSpan.FromMilliseconds(Math.Min(join.TimeToLiveMs, MaxTimeToLiveMs)) : null;
        while (true)
        {
            var entry = table.GetOrAdd(join.Key);
            lock (entry.Gate)
            {
                if (entry.IsRemoved)
                    continue;
                table.EndIfExpired(entry);
                if (entry.Value is { } value)
                    return JoinKnown(entry, value, join, timeToLive);
                var waiter = new TaskCompletionSource<WriteResult>();
                Enqueue(entry, join.Capsule, isDelete: false, timeToLive, new WriteTicket(ledger.Begin(join.RequestId), waiter));
                return new WriteStep(null, null, entry, waiter);
            }
        }
    }

    /// <summary>Deletes a key: reads it first if need be, so that the tombstone is later than everything it is meant to delete. It is also later than what its writer has written through other caches.</summary>
    public async Task<WriteStep> DeleteAsync(CacheDelete delete)
    {
        if (CacheErrors.ProblemWithKey(delete.Key) is { } problem)
            return WriteStep.Failed(problem);
        if (budget.Refuse(delete.Key, Capsule.LwwPayloadOffset) is { } refused)
            return WriteStep.Failed(refused);
        var seen = Stamp.Zero;
        if (!table.TryGet(delete.Key, out var cached) || cached.Value is null)
        {
            var (value, error) = await reads.LoadAsync(delete.Key).ConfigureAwait(false);
            if (error is not null)
                return WriteStep.Failed(error);
            seen = value.IsEmpty ? seen : Capsule.EpochOf(value.Span);
        }

        while (true)
        {
            var entry = table.GetOrAdd(delete.Key);
            lock (entry.Gate)
            {
                if (entry.IsRemoved)
                    continue;
                return DeleteNow(entry, delete, seen);
            }
        }
    }

    /// <summary>Answers a writer whose key was not known, once the store has.</summary>
    public async Task<WriteStep> OutcomeAsync(string key, TaskCompletionSource<WriteResult> waiter)
    {
        WriteResult result;
        try
        {
            result = await waiter.Task.WaitAsync(options.StoreTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // From here on the result is for the flush, unless it comes in this very moment.
            var late = new WriteResult(default, CacheErrors.NotYetDurable($"The write to key '{key}'", options.StoreTimeout, key));
            waiter.TrySetResult(late);
            result = await waiter.Task.ConfigureAwait(false);
        }

        if (result.Error is not null)
            return WriteStep.Failed(result.Error);
        return result.Outcome.Status == Kvs.JoinStatus.Deleted ? WriteStep.Superseded(result.Outcome.Epoch) : WriteStep.Answered(Done);
    }

    private WriteStep JoinKnown(CacheEntry entry, ByteString value, CacheJoin join, TimeSpan? timeToLive)
    {
        entry.Touch();
        var result = CapsuleMerge.Join(value, join.Capsule, out var merged);
        switch (result)
        {
            case JoinResult.Deleted:
                return WriteStep.Superseded(Capsule.EpochOf(value.Span));
            case JoinResult.TypeMismatch:
                return WriteStep.Failed(CacheErrors.Mismatch(join.Key, Capsule.TagOf(value.Span), Capsule.TagOf(join.Capsule.Span)));
            case JoinResult.Malformed:
                return WriteStep.Failed(CacheErrors.Malformed(join.Key));
            case JoinResult.Unchanged:
                FollowPending(entry, join.RequestId);
                return WriteStep.Answered(Done);
        }

        if (merged.Length > options.MaxValueBytes)
            return WriteStep.Failed(CacheErrors.TooLarge(join.Key, merged.Length, options.MaxValueBytes));
        table.Set(entry, merged);
        if (timeToLive is { } span)
            entry.EndAfter(span, time);
        Enqueue(entry, join.Capsule, isDelete: false, timeToLive, new WriteTicket(ledger.Begin(join.RequestId), null));
        return new WriteStep(Done, null, entry, null);
    }

    private WriteStep DeleteNow(CacheEntry entry, CacheDelete delete, Stamp seen)
    {
        Stamp stamp;
        try
        {
            clock.Observe(new Stamp(delete.HybridTime, 0));
            clock.Observe(seen);
            if (entry.Value is { } value)
                clock.Observe(Capsule.EpochOf(value.Span));
            stamp = clock.Next();
        }
        catch (ClockDriftException error)
        {
            return WriteStep.Failed(CacheErrors.Drift(delete.Key, error));
        }

        var tombstone = UnsafeByteOperations.UnsafeWrap(Capsule.Tombstone(stamp));
        if (entry.Fetch is null)
            table.Set(entry, entry.Rebase(tombstone));
        Enqueue(entry, tombstone, isDelete: true, options.TombstoneRetention, new WriteTicket(ledger.Begin(delete.RequestId), null));
        return new WriteStep(new CacheDone { HybridTime = stamp.HybridTime }, null, entry, null) { Tombstone = tombstone };
    }

    /// <summary>A write that changes nothing here is as durable as what it found.</summary>
    private void FollowPending(CacheEntry entry, string requestId)
    {
        if (entry.InFlight is not null)
            Follow(entry.InFlight, requestId);
        foreach (var write in entry.Queue)
            Follow(write, requestId);
    }

    private void Follow(PendingWrite write, string requestId)
    {
        budget.Add(0);
        write.Tickets.Add(new WriteTicket(ledger.Begin(requestId), null));
    }

    private void Enqueue(CacheEntry entry, ByteString bytes, bool isDelete, TimeSpan? timeToLive, WriteTicket ticket)
    {
        // Nothing is merged across a tombstone: the store has to see the deletion before it accepts another type of lattice.
        if (!isDelete && entry.Queue is [.., { IsDelete: false } last]
            && CapsuleMerge.Join(last.Bytes, bytes, out var merged) is var result
            && (CapsuleMerge.Changes(result) || result == JoinResult.Unchanged))
        {
            budget.Add(merged.Length - last.Bytes.Length);
            last.Bytes = merged;
            last.TimeToLive = timeToLive ?? last.TimeToLive;
            last.Tickets.Add(ticket);
            return;
        }

        budget.Add(bytes.Length);
        var write = new PendingWrite(bytes, isDelete, timeToLive);
        write.Tickets.Add(ticket);
        entry.Queue.Add(write);
    }

    /// <summary>Sends what a step has put into the queue of its entry. Call without holding a gate.</summary>
    public void Start(CacheEntry entry)
    {
        sendInterest();
        pump.Start(entry);
        table.Tidy();
    }
}

/// <summary>Where a write stands after it was taken in.</summary>
/// <param name="Reply">The answer, if there is one already.</param>
/// <param name="Error">Or the error.</param>
/// <param name="Pump">The entry whose queue must be sent to the store.</param>
/// <param name="Waiter">Completes with the store's outcome when the answer depends on it.</param>
internal readonly record struct WriteStep(CacheDone? Reply, ErrorInfo? Error, CacheEntry? Pump, TaskCompletionSource<WriteResult>? Waiter)
{
    /// <summary>What a deletion has written.</summary>
    public ByteString Tombstone { get; init; } = ByteString.Empty;

    public static WriteStep Answered(CacheDone reply) => new(reply, null, null, null);

    public static WriteStep Failed(ErrorInfo error) => new(null, error, null, null);

    public static WriteStep Superseded(Stamp epoch)
    {
        var bytes = new byte[Stamp.Size];
        epoch.WriteTo(bytes);
        return new(new CacheDone { SupersededBy = UnsafeByteOperations.UnsafeWrap(bytes) }, null, null, null);
    }
}
