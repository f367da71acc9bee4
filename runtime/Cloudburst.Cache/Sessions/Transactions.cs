using Cloudburst.Cache.Freshness;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Sessions;

/// <summary>Commits transactions: does what <see cref="CommitProtocol"/> asks of the store, step by step.</summary>
/// <remarks>
/// A step that the store does not answer is tried again for a while; then the commit is left as it is, for the request's next attempt or for whoever meets its locks.
/// </remarks>
internal sealed class Transactions(
    IKeyValueStore store, VersionMerger merger, CacheTable table, HybridClock clock, NodeCacheOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>How much longer than its deadline it is remembered that a request has taken effect.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Commits, and returns when all writes can be seen or it is certain that none ever will.</summary>
    public async Task<(TransactionCommitted? Committed, ErrorInfo? Error)> CommitAsync(TransactionCommit commit, bool repeated)
    {
        var session = SessionMessages.ToRecord(commit.Session);
        foreach (var key in session.Writes.Select(static write => write.Key))
        {
            if (CacheErrors.ProblemWithKey(key) is { } problem)
                return (null, problem);
        }

        var left = DateTimeOffset.FromUnixTimeMilliseconds(commit.DeadlineUnixMs) - time.GetUtcNow();
        var limits = new CommitLimits(
            options.TransactionLease, Remembered + (left > TimeSpan.Zero ? left : TimeSpan.Zero), options.TombstoneRetention, options.MaxValueBytes);
        var request = new CommitRequest(
            commit.RequestId, (ulong)Random.Shared.NextInt64(1, long.MaxValue), commit.DeadlineUnixMs, commit.Retry || repeated, session.Reads, session.Writes,
            commit.Outcome.Memory);
        var answer = new TaskCompletionSource<(TransactionCommitted?, ErrorInfo?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = RunAsync(new CommitProtocol(request, limits, StampAfter), commit.RequestId, answer);
        return await answer.Task.ConfigureAwait(false);
    }

    private async Task RunAsync(CommitProtocol protocol, string request, TaskCompletionSource<(TransactionCommitted?, ErrorInfo?)> answer)
    {
        ErrorInfo? failure = null;
        try
        {
            foreach (var step in protocol.Run())
            {
                Answer(protocol, answer);
                await DoAsync(step).ConfigureAwait(false);
            }

            Answer(protocol, answer);
        }
        catch (KvsException error)
        {
            failure = CacheErrors.OfStore(error, request);
        }
        catch (TimeoutException)
        {
            failure = CacheErrors.NotYetDurable($"What request '{request}' has written", options.StoreTimeout);
        }
#pragma warning disable CA1031 // Whoever waits for the commit must be answered.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "The commit of request {Request} failed", request);
            failure = CacheErrors.Unexpected(error);
        }

        if (failure is not null && !answer.TrySetResult((null, failure)))
            logger.LogInformation("Request {Request} has ended, but its locks could not be released: {Reason}", request, failure.Message);
    }

    /// <summary>Answers as soon as the outcome is settled; tidying up goes on.</summary>
    private void Answer(CommitProtocol protocol, TaskCompletionSource<(TransactionCommitted?, ErrorInfo?)> answer)
    {
        if (protocol.Result is not { } result || answer.Task.IsCompleted)
            return;
        if (result.Status != CommitStatus.Committed)
        {
            answer.TrySetResult((null, CacheErrors.OfCommit(result, options.MaxValueBytes)));
            return;
        }

        foreach (var write in protocol.Applied)
            merger.ApplyWrite(
                write.Key, UnsafeByteOperations.UnsafeWrap(write.Capsule), Capsule.IsTombstone(write.Capsule.Span) ? null : write.TimeToLive);
        table.Tidy();
        answer.TrySetResult((new TransactionCommitted { Outcome = UnsafeByteOperations.UnsafeWrap(result.Outcome) }, null));
    }

    private async ValueTask DoAsync(StoreStep step)
    {
        var started = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await TryAsync(step).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (step is SwapStep swap && IsTransient(error))
            {
                // It may have been done; the protocol finds out.
                swap.Swapped = null;
                if (time.GetElapsedTime(started) > options.StoreTimeout)
                    throw;
                await Task.Delay(pause, time).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (IsTransient(error) && time.GetElapsedTime(started) < options.StoreTimeout)
            {
                await Task.Delay(pause, time).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async ValueTask TryAsync(StoreStep step)
    {
        switch (step)
        {
            case ReadStep read:
                read.Found = await Task.WhenAll(read.Keys.Select(ReadAsync)).ConfigureAwait(false);
                break;
            case SwapStep swap:
                var outcome = await store.CompareAndSetAsync(swap.Key, new KvsVersion(swap.Expected), swap.Capsule)
                    .WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
                (swap.Swapped, swap.Version) = (outcome.Swapped, outcome.Version.Value);
                break;
            case JoinStep joins:
                await Task.WhenAll(joins.Joins.Select(JoinAsync)).ConfigureAwait(false);
                break;
            case PauseStep wait:
                await Task.Delay(wait.Duration, time).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"There is no step of kind {step.GetType().Name}");
        }
    }

    private async Task<StoredValue> ReadAsync(string key)
    {
        var found = await store.GetVersionedAsync(key).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
        // So the next attempt, should there be one, finds here what made it necessary.
        if (!key.StartsWith(ReservedKeys.Prefix, StringComparison.Ordinal))
            merger.Apply(key, found.Entry);
        return new StoredValue(found.Entry.Capsule, found.Version.Value);
    }

    private async Task JoinAsync(StoreJoin join)
    {
        try
        {
            await store.JoinAsync(join.Key, join.Capsule, join.TimeToLive).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
        }
        catch (KvsException error) when (error.Error is KvsError.TypeMismatch or KvsError.Malformed or KvsError.ValueTooLarge or KvsError.TooManySiblings)
        {
            // It fitted when the transaction committed. Whoever has changed the key since, outside of transactions, came after it.
            logger.LogWarning("A write of a transaction to key {Key} was overtaken by another kind of write: {Reason}", join.Key, error.Message);
        }
    }

    private static bool IsTransient(Exception error) => error is TimeoutException or KvsException { IsTransient: true };

    private Stamp StampAfter(Stamp seen)
    {
        clock.Observe(seen);
        return clock.Next();
    }
}
