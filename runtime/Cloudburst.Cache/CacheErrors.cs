using System.Globalization;
using System.Text;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Cache;

/// <summary>Every error that the cache answers with, and the one table from the store's errors to the contract's.</summary>
internal static class CacheErrors
{
    private const int RetryAfterMilliseconds = 50;

    public static ErrorCode CodeOf(KvsError error) => error switch
    {
        KvsError.TypeMismatch => ErrorCode.LatticeMismatch,
        KvsError.Malformed => ErrorCode.InvalidArgument,
        KvsError.ValueTooLarge => ErrorCode.ValueTooLarge,
        KvsError.InvalidKey => ErrorCode.KeyInvalid,
        KvsError.TooManySiblings => ErrorCode.Overloaded,
        KvsError.Unreachable or KvsError.Contention or KvsError.Closed or KvsError.OutOfSpace or KvsError.WrongPassword => ErrorCode.StateUnavailable,
        _ => ErrorCode.Internal,
    };

    public static ErrorInfo OfStore(KvsException error, string key)
    {
        var info = New(CodeOf(error.Error), error.Message, key);
        // Whoever runs again has read the others first.
        if (error.IsTransient || error.Error == KvsError.TooManySiblings)
            RetryAfter(info);
        return info;
    }

    public static ErrorInfo StoreSilent(string key, TimeSpan waited) => RetryAfter(New(
        ErrorCode.StateUnavailable,
        $"The store has not answered for key '{key}' within {Seconds(waited)} s; check that its nodes run, then try again.",
        key));

    public static ErrorInfo NotYetDurable(string subject, TimeSpan waited, string? key = null) => RetryAfter(New(
        ErrorCode.StateUnavailable,
        $"{subject} could not be stored within {Seconds(waited)} s and will be tried further; check that the store's nodes run, then repeat the request.",
        key));

    public static ErrorInfo DeletedWhileWritten(string key) => RetryAfter(New(
        ErrorCode.Overloaded,
        $"Key '{key}' was deleted elsewhere while it was being written here, so the write was lost; run the request again.",
        key));

    public static ErrorInfo ChangeUnknown(string key) => New(
        ErrorCode.StateUnavailable,
        $"The store's answer to a change of key '{key}' was lost, and others have changed the key since, so it is not known whether the change took effect; read the key and decide anew.",
        key);

    public static ErrorInfo RegisterContended(string key, TimeSpan waited) => RetryAfter(New(
        ErrorCode.Overloaded, $"Others changed key '{key}' before this change could, over and over for {Seconds(waited)} s; run the request again.", key));

    public static ErrorInfo OfCommit(CommitResult result, long limit) => result.Status switch
    {
        CommitStatus.Mismatch => Mismatch(result.Key, result.Stored, result.Written),
        CommitStatus.TooLarge => TooLarge(result.Key, result.Bytes, limit),
        CommitStatus.Overflow => New(
            ErrorCode.InvalidArgument, $"The counter under key '{result.Key}' would exceed 64 bits, and nothing was changed; delete it, or count in another key.", result.Key),
        CommitStatus.Drift => New(ErrorCode.StateUnavailable, $"Key '{result.Key}' can't be written yet: {result.Detail}", result.Key),
        _ => New(
            ErrorCode.TransactionConflict,
            $"The transaction has no effect, because {(result.Key.Length > 0 ? $"key '{result.Key}' was changed after it was read" : result.Detail)}; the request is run again.",
            result.Key.Length > 0 ? result.Key : null),
    };

    public static ErrorInfo TooManyWrites(string key, int pending) => RetryAfter(New(
        ErrorCode.Overloaded,
        $"The write to key '{key}' was refused because {pending} writes already wait for the store; slow down and try again.",
        key));

    public static ErrorInfo TooManyRequests(int pending) => RetryAfter(New(
        ErrorCode.Overloaded,
        $"The cache already works on {pending} requests of this executor; slow down and try again."));

    public static ErrorInfo Stopping(string nodeId) => RetryAfter(New(
        ErrorCode.StateUnavailable, $"The cache of node '{nodeId}' is stopping; run the request on another node."));

    public static ErrorInfo Mismatch(string key, LatticeTag stored, LatticeTag incoming) => New(
        ErrorCode.LatticeMismatch,
        $"Key '{key}' holds a {LatticeNames.HandleOf(stored)}, so a {LatticeNames.HandleOf(incoming)} can't be joined to it, and nothing was changed; use its own kind of handle, another key, or delete the key first.",
        key);

    public static ErrorInfo Malformed(string key) => New(
        ErrorCode.InvalidArgument,
        $"What was written to key '{key}' is not a valid capsule, and nothing was changed; write capsules of this version of Cloudburst.",
        key);

    public static ErrorInfo TooLarge(string key, long bytes, long limit) => New(
        ErrorCode.ValueTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The value of key '{key}' would be {bytes:N0} bytes, more than the limit of {limit:N0}, and nothing was changed; split it over several keys."),
        key);

    public static ErrorInfo ReplyTooLarge(int keys, long bytes, long limit) => New(
        ErrorCode.ValueTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The {keys} values that were asked for are {bytes:N0} bytes together, more than one answer of {limit:N0} can carry; read fewer keys at once."));

    public static ErrorInfo Drift(string key, ClockDriftException error) => New(
        ErrorCode.StateUnavailable, $"Key '{key}' can't be changed yet: {error.Message}", key);

    public static ErrorInfo NoRoomToPin(string key, long bytes, long pinned, long limit) => RetryAfter(New(
        pinned == 0 ? ErrorCode.ValueTooLarge : ErrorCode.Overloaded,
        string.Create(
            CultureInfo.InvariantCulture,
            $"A request under repeatable read needs {bytes:N0} bytes of key '{key}' kept, beside {pinned:N0} that running requests hold, and the cache may hold {limit:N0}; give the cache more memory (MemoryBytes), or read less in one request."),
        key));

    public static ErrorInfo SnapshotLost(string key, string nodeId) => New(
        ErrorCode.SnapshotLost,
        $"The version of key '{key}' that this request has read is no longer kept by the cache of node '{nodeId}', which was restarted or gave it up; the request is run again.",
        key);

    public static ErrorInfo SnapshotUnreachable(string key, string address, string reason) => New(
        ErrorCode.SnapshotLost,
        $"The version of key '{key}' that this request has read can't be had from the cache at '{address}': {reason}; the request is run again.",
        key);

    public static ErrorInfo DamagedSession(string problem) => New(
        ErrorCode.InvalidArgument, $"The session's metadata can't be read: {problem}; run executors and caches of one version.");

    public static ErrorInfo UnknownLevel(int level) => New(
        ErrorCode.Unsupported, $"The cache does not know the consistency level {level}; run executors and caches of one version.");

    public static ErrorInfo OfCausalRead(CausalReadProblem problem, ConsistencyLevel level) => problem.Kind switch
    {
        CausalReadProblemKind.NotCausal => New(
            ErrorCode.LatticeMismatch,
            $"Key '{problem.Key}' holds a {problem.Tag}, which has no causal metadata and can't be read at level {level}; write it at a causal level, read it at LastWriterWins, or use another key.",
            problem.Key),
        CausalReadProblemKind.Damaged => New(
            ErrorCode.PayloadUndecodable, $"The causal metadata of key '{problem.Key}' is damaged: {problem.Detail} Write the key anew.", problem.Key),
        CausalReadProblemKind.Lost => New(
            ErrorCode.SnapshotLost, $"The store no longer has the version of key '{problem.Key}' that this request has seen; the request is run again.", problem.Key),
        _ => RetryAfter(New(
            ErrorCode.Overloaded, $"Key '{problem.Key}' and the keys read with it change faster than they can be read together; run the request again.", problem.Key)),
    };

    public static ErrorInfo NoSharedMemory(string why) => New(
        ErrorCode.Unsupported, $"The cache does not share its memory with this executor: {why}. Values are sent instead.");

    public static ErrorInfo UnknownRequest() => New(
        ErrorCode.Unsupported, "The cache was sent a request of a kind that it does not know; run executors and caches of one version.");

    public static ErrorInfo Unexpected(Exception error) => New(
        ErrorCode.Internal, $"The cache failed in a way that it should not ({error.GetType().Name}: {error.Message}); please report this with the cache's log.");

    /// <summary>What is wrong with a key, if anything.</summary>
    public static ErrorInfo? ProblemWithKey(string key)
    {
        if (key.Length == 0)
            return New(ErrorCode.KeyInvalid, "The key is empty; name what is read or written.");
        // A char takes at most three bytes, so most keys need not be measured.
        if (key.Length > KvsLimits.MaxKeyBytes / 3 && Encoding.UTF8.GetByteCount(key) > KvsLimits.MaxKeyBytes)
        {
            return New(
                ErrorCode.KeyInvalid,
                $"The key '{key[..40]}...' is longer than {KvsLimits.MaxKeyBytes} bytes of UTF-8; shorten it, or hash its variable part.");
        }

        return null;
    }

    private static ErrorInfo New(ErrorCode code, string message, string? key = null)
    {
        var error = new ErrorInfo { Code = code, Message = message };
        if (key is not null)
            error.Details["key"] = key;
        return error;
    }

    private static ErrorInfo RetryAfter(ErrorInfo error)
    {
        error.Details["retry-after-ms"] = RetryAfterMilliseconds.ToString(CultureInfo.InvariantCulture);
        return error;
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
