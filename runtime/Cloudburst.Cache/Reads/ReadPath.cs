using Cloudburst.Cache.SharedMemory;
using Cloudburst.Cache.Table;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Cloudburst.Cache.Reads;

/// <summary>
/// Serves reads: hits from memory, all misses of a request in one round trip to the store, and for those who want to wait, keys that
/// are not there yet (Cloudburst (VLDB 2020) §4.2).
/// </summary>
internal sealed class ReadPath(
    CacheTable table, Fetcher fetcher, Action sendInterest, Func<IReadOnlyList<string>, Task> repair, SharedValues? shared, CacheMetrics metrics,
    TimeProvider time)
{
    // What one reply may carry: a frame, less its envelope.
    private const long MaxReplyBytes = GrpcLink.MaxFrameBytes - (4L << 20);
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(1);

    /// <summary>Answers from memory, without a lock or a copy, when every key is there.</summary>
    /// <returns>The reply, or null when a key is missing or worth waiting for.</returns>
    public CacheReadReply? TryReadCached(CacheRead read)
    {
        var keys = read.Keys;
        var reply = new CacheReadReply();
        reply.Capsules.Capacity = keys.Count;
        var bytes = 0L;
        for (var i = 0; i < keys.Count; i++)
        {
            if (!table.TryGet(keys[i], out var entry) || entry.Value is not { } value || entry.HasExpired(time))
                return null;
            entry.Touch();
            if (CapsuleMerge.IsInvisible(value))
            {
                if (read.WaitMs > 0)
                    return null;
                value = ByteString.Empty;
            }

            bytes += value.Length;
            reply.Capsules.Add(value);
        }

        if (read.Shared && shared is not null)
        {
            // Copying megabytes is not for the thread that others' requests come in on.
            if (shared.IsMuchToShare(keys, reply.Capsules))
                return null;
            bytes -= shared.Share(keys, reply);
        }

        if (bytes > MaxReplyBytes)
            return null;
        metrics.Hit(keys.Count);
        return reply;
    }

    /// <summary>Answers a read that memory alone can't.</summary>
    public async Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadAsync(CacheRead read, CancellationToken cancellationToken)
    {
        var results = new ByteString[read.Keys.Count];
        using var waiting = read.WaitMs > 0 ? new WaitList(table) : null;
        var (missed, error) = await FillAsync(read.Keys, results, waiting).ConfigureAwait(false);
        if (waiting is not null && (error is null || error.Code == ErrorCode.StateUnavailable))
            error = await WaitAsync(read, results, waiting, error, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            return (null, error);

        var reply = new CacheReadReply { Fetched = missed };
        reply.Capsules.Add(results);
        if (read.Shared && shared is not null)
        {
            if (shared.IsMuchToShare(read.Keys, reply.Capsules))
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            shared.Share(read.Keys, reply);
        }

        var bytes = reply.Capsules.Sum(static capsule => (long)capsule.Length);
        return bytes > MaxReplyBytes ? (null, CacheErrors.ReplyTooLarge(results.Length, bytes, MaxReplyBytes)) : (reply, null);
    }

    /// <summary>Reads one key from memory or the store.</summary>
    /// <returns>What readers see, empty when absent; or the error.</returns>
    public async Task<(ByteString Value, ErrorInfo? Error)> LoadAsync(string key)
    {
        ByteString[] results = [ByteString.Empty];
        var (_, error) = await FillAsync([key], results, waiting: null).ConfigureAwait(false);
        return (results[0], error);
    }

    /// <returns>How many keys had to be fetched; and what went wrong.</returns>
    private async Task<(int Missed, ErrorInfo? Error)> FillAsync(IReadOnlyList<string> keys, ByteString[] results, WaitList? waiting)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (CacheErrors.ProblemWithKey(keys[i]) is { } problem)
                return (0, problem);
        }

        var batch = new FetchBatch();
        var slots = new FetchSlot?[keys.Count];
        for (var i = 0; i < keys.Count; i++)
            slots[i] = LookUp(keys[i], batch, waiting, out results[i]);

        // Watched first, read second: an update in between is pushed.
        sendInterest();
        if (batch.Entries.Count > 0)
            await fetcher.RunAsync(batch).ConfigureAwait(false);

        var missed = 0;
        ErrorInfo? error = null;
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] is not { } slot)
                continue;
            missed++;
            await slot.Batch.Completed.ConfigureAwait(false);
            error ??= slot.Batch.Error;
            if (slot.Batch.Error is null)
                results[i] = slot.Result;
        }

        metrics.Hit(keys.Count - missed);
        metrics.Missed(missed);
        return (missed, error);
    }

    /// <returns>Null when the value was found in memory, otherwise where it will be found.</returns>
    private FetchSlot? LookUp(string key, FetchBatch batch, WaitList? waiting, out ByteString result)
    {
        while (true)
        {
            var entry = table.GetOrAdd(key);
            lock (entry.Gate)
            {
                if (entry.IsRemoved)
                    continue;
                table.EndIfExpired(entry);
                result = ByteString.Empty;
                if (entry.Value is { } value)
                {
                    entry.Touch();
                    if (!CapsuleMerge.IsInvisible(value))
                        result = value;
                    else
                        waiting?.Add(entry);
                    return null;
                }

                waiting?.Add(entry);
                return entry.Fetch ?? fetcher.Add(batch, entry);
            }
        }
    }

    private async Task<ErrorInfo?> WaitAsync(
        CacheRead read, ByteString[] results, WaitList waiting, ErrorInfo? error, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var patience = TimeSpan.FromMilliseconds(Math.Min(read.WaitMs, int.MaxValue));
        var poll = FirstPoll;
        while (Fill(read.Keys, results) is { Count: > 0 } absent)
        {
            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return error;
            if (await waiting.AppearedAsync(poll < left ? poll : left, time, cancellationToken).ConfigureAwait(false))
                continue;

            // Neither a push nor a write here: look whether one was missed.
            poll = poll * 2 < LongestPoll ? poll * 2 : LongestPoll;
            error = await PollAsync(absent).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<ErrorInfo?> PollAsync(List<string> absent)
    {
        List<string> unknown = [];
        List<string> deleted = [];
        foreach (var key in absent)
            (table.TryGet(key, out var entry) && entry.Value is not null ? deleted : unknown).Add(key);
        if (deleted.Count > 0)
            await repair(deleted).ConfigureAwait(false);
        return unknown.Count > 0 ? (await FillAsync(unknown, new ByteString[unknown.Count], waiting: null).ConfigureAwait(false)).Error : null;
    }

    /// <summary>Takes what has become visible into the results.</summary>
    /// <returns>The keys that are still absent.</returns>
    private List<string> Fill(RepeatedField<string> keys, ByteString[] results)
    {
        List<string> absent = [];
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is { IsEmpty: false })
                continue;
            if (table.TryGet(keys[i], out var entry) && entry.Value is { } value && !CapsuleMerge.IsInvisible(value))
                results[i] = value;
            else
                absent.Add(keys[i]);
        }

        return absent;
    }
}
