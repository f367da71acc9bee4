using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Executor;

/// <summary>Every error that an executor can answer with.</summary>
internal static class Errors
{
    /// <summary>Characters of an exception's text that travel: enough for any person, and never more than a frame holds.</summary>
    private const int LongestText = 64 * 1024;

    /// <summary>What a function's exception is to its caller.</summary>
    public static ErrorInfo FromFunction(string function, Exception thrown)
    {
        if (thrown is CloudburstException known and not FunctionFailedException)
        {
            var error = new ErrorInfo { Code = (ErrorCode)known.Code, Message = known.Message };
            foreach (var (key, value) in known.Details)
                error.Details[key] = value;
            error.Details["function"] = function;
            return error;
        }
        return new ErrorInfo
        {
            Code = ErrorCode.FunctionFailed,
            Message = Shortened($"'{function}' threw {thrown.GetType().FullName}: {thrown.Message}"),
            Details = { ["function"] = function },
            Exception = new UserException
            {
                Type = thrown.GetType().FullName ?? thrown.GetType().Name,
                Message = Shortened(thrown.Message),
                StackTrace = Shortened(thrown.ToString()),
            },
        };
    }

    /// <summary>What the callers of an object's functions are told when it can't be made.</summary>
    public static CloudburstException InstanceFailed(string className, Exception thrown) => new(
        CloudburstErrorCode.InstanceFailed,
        Shortened($"The object of '{className}' could not be made, as {thrown.GetType().FullName} was thrown: {thrown.Message} The next call tries again; see to what its constructor misses on this executor"),
        new Dictionary<string, string>
        {
            ["class"] = className,
            ["exception"] = thrown.GetType().FullName ?? thrown.GetType().Name,
            ["stack-trace"] = Shortened(thrown.ToString()),
        },
        thrown);

    public static CloudburstException BadArgument(string function, FunctionParameter parameter, int index, CloudburstException error) => new(
        CloudburstErrorCode.InvalidArgument,
        $"Argument {index + 1} of '{function}' ('{parameter.Name}') must be of type {parameter.Type}: {error.Message}",
        new Dictionary<string, string> { ["function"] = function, ["argument"] = parameter.Name },
        error);

    public static CloudburstException BadReference(string function, FunctionParameter parameter, int index, string key, CloudburstException error) => new(
        CloudburstErrorCode.InvalidArgument,
        $"Argument {index + 1} of '{function}' ('{parameter.Name}') refers to '{key}', which holds a value of another type: {error.Message}",
        new Dictionary<string, string> { ["function"] = function, ["argument"] = parameter.Name, ["key"] = key },
        error);

    public static CloudburstException NotAList(string function, FunctionParameter parameter, CloudburstException error) => new(
        CloudburstErrorCode.InvalidArgument,
        $"'{function}' is mapped over a list, and what is there for '{parameter.Name}' is none: {error.Message}",
        new Dictionary<string, string> { ["function"] = function, ["argument"] = parameter.Name },
        error);

    public static CloudburstException ListTooLong(string function, int count) => new(
        CloudburstErrorCode.InvalidArgument,
        FormattableString.Invariant($"'{function}' is mapped over a list of {count:N0} elements and {Limits.MaxMapWidth:N0} are allowed; map it over parts of the list, one call each"),
        new Dictionary<string, string> { ["function"] = function });

    public static ErrorInfo ReferenceIsNoResult(string node, string key) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"An argument of the call goes straight into '{node}' of the DAG and was passed by its key '{key}'; only functions read references, so pass the value",
        Details = { ["key"] = key },
    };

    public static ErrorInfo NoValidResult(string dag, string node) => new()
    {
        Code = ErrorCode.NoValidResult,
        Message = $"None of the alternatives of '{node}' in DAG '{dag}' gave a valid result; add one that always does, or loosen the predicate",
        Details = { ["dag"] = dag, ["node"] = node },
    };

    public static CloudburstException ResultMissing(string key, TimeSpan waited) => new(
        CloudburstErrorCode.KeyMissing,
        $"The result under '{key}', an argument of this call, did not appear within {waited.TotalSeconds:0.#} s; wait for the future first, or check that its request was started",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException CacheUnreachable(string cache, TimeSpan waited) => new(
        CloudburstErrorCode.StateUnavailable,
        FormattableString.Invariant($"The executor's {cache} could not be reached within {waited.TotalSeconds:0.#} s; see whether the cache process runs"),
        new Dictionary<string, string> { ["retry-after-ms"] = "1000" });

    public static CloudburstException ReservedKey(string key) => new(
        CloudburstErrorCode.KeyInvalid,
        $"Key '{key}' begins with '{ReservedKeys.Prefix}', which the system keeps for itself; choose another key",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException NotCausal(string key, LatticeTag tag, ConsistencyLevel level) => new(
        CloudburstErrorCode.LatticeMismatch,
        $"Key '{key}' can't be written as a {tag} at level {level}, which keeps versions with causal metadata; use a Register, or make the call at LastWriterWins",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException WrittenOtherwise(string key) => new(
        CloudburstErrorCode.LatticeMismatch,
        $"Key '{key}' holds another kind of lattice, or this request has written another one there; use its own kind of handle, another key, or delete the key first",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException NotACapsule(string key, string problem) => new(
        CloudburstErrorCode.InvalidArgument,
        $"What was written to key '{key}' is not a valid capsule, and nothing was changed: {problem} Write capsules of this version of Cloudburst",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException NoCompareAndSet(string key) => new(
        CloudburstErrorCode.Unsupported,
        $"Key '{key}' can't be compared and set in this request; make the call at the level LastWriterWins, Linearizable or Transactional",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException DamagedSession(Exception error) => new(
        CloudburstErrorCode.InvalidArgument, $"The session that came with a result can't be continued: {error.Message} Run executors of one version", null, error);

    public static CloudburstException TooLarge(string function, long bytes, int limit) => new(
        CloudburstErrorCode.ValueTooLarge,
        FormattableString.Invariant($"The result of '{function}' has {bytes:N0} bytes and {limit:N0} are allowed; store it under a key and return the key"),
        new Dictionary<string, string> { ["function"] = function });

    public static CloudburstException SessionTooLarge(string function, SessionRecord session) => new(
        CloudburstErrorCode.ValueTooLarge,
        FormattableString.Invariant(
            $"The request has read {session.Reads.Count:N0} keys by the end of '{function}', and what later functions must know of them is {session.MetadataBytes:N0} bytes of the {SessionRecord.MaxMetadataBytes:N0} that are allowed; read fewer keys in one request, or at LastWriterWins, which keeps nothing"),
        new Dictionary<string, string> { ["function"] = function });

    public static CloudburstException TooLargeForCache(CacheRequest request) => new(
        CloudburstErrorCode.ValueTooLarge,
        request.Join is { } join
            ? FormattableString.Invariant($"The value for key '{join.Key}' has {join.Capsule.Length:N0} bytes and {Limits.MaxValueBytes:N0} are allowed; split it over several keys. Nothing was written")
            : FormattableString.Invariant($"A read of {request.Read?.Keys.Count ?? 0:N0} keys is more than can be asked for at once; read fewer at a time"),
        request.Join is null ? null : new Dictionary<string, string> { ["key"] = request.Join.Key });

    public static CloudburstException MessageTooLarge(InvocationId to, int bytes, int limit) => new(
        CloudburstErrorCode.ValueTooLarge,
        FormattableString.Invariant($"The message to invocation '{to}' has {bytes:N0} bytes and {limit:N0} are allowed; write it under a key and send the key"),
        new Dictionary<string, string> { ["to"] = to.Value });

    public static CloudburstException Undeliverable(InvocationId to, string reason) => new(
        CloudburstErrorCode.MessageUndeliverable,
        $"The message to invocation '{to}' was not delivered: {reason}",
        new Dictionary<string, string> { ["to"] = to.Value });

    public static ErrorInfo NoSuchFunction(string function) => new()
    {
        Code = ErrorCode.ExecutorLost,
        Message = $"This executor no longer has the function '{function}'; the request goes to another",
        Details = { ["function"] = function },
    };

    public static ErrorInfo Overloaded(int queued) => new()
    {
        Code = ErrorCode.Overloaded,
        Message = $"The executor has {queued:N0} invocations waiting and takes no more; try again after a pause, or add executors",
        Details = { ["retry-after-ms"] = "100" },
    };

    public static ErrorInfo SchedulerLost() => new()
    {
        Code = ErrorCode.ExecutorLost,
        Message = "The scheduler that was to place the rest of the request is gone",
    };

    public static ErrorInfo PeerLost(string executor, string reason) => new()
    {
        Code = ErrorCode.ExecutorLost,
        Message = $"The next function's executor '{executor}' could not be reached: {reason}",
        Details = { ["executor"] = executor },
    };

    public static ErrorInfo TriggerLost(string address) => new()
    {
        Code = ErrorCode.ExecutorLost,
        Message = $"The link to the next function's executor at {address} broke before it had confirmed the function's input; the request goes out anew",
        Details = { ["address"] = address },
    };

    public static ErrorInfo ClockDrift(string whose, ClockDriftException error) => new()
    {
        Code = ErrorCode.StateUnavailable,
        Message = $"The clock of {whose}, or of this executor, is wrong: {error.Message}",
    };

    public static ErrorInfo DeadlineExceeded(string function) => new()
    {
        Code = ErrorCode.DeadlineExceeded,
        Message = $"'{function}' was still running at the call's deadline and was stopped; allow more time with CallOptions.Timeout, or see what it waits for",
        Details = { ["function"] = function },
    };

    public static CloudburstException FunctionTimedOut(FunctionDescriptor function) => new(
        CloudburstErrorCode.FunctionTimedOut,
        FormattableString.Invariant(
            $"'{function.Name}' ran for longer than the {function.Timeout!.Value.TotalSeconds:0.###} s that it may and was told to stop; see what it waits for, or raise its TimeoutSeconds"),
        new Dictionary<string, string> { ["function"] = function.Name });

    public static CloudburstException BatchMismatch(string function, int calls, int? results) => new(
        CloudburstErrorCode.BatchMismatch,
        FormattableString.Invariant(
            $"'{function}' was given {calls:N0} calls at once and returned {(results is null ? "null" : $"{results:N0} results")}; return one result for each, in the same order"),
        new Dictionary<string, string> { ["function"] = function });

    public static ErrorInfo Cancelled(string function) => new()
    {
        Code = ErrorCode.Cancelled,
        Message = $"'{function}' was stopped because its caller withdrew the call",
        Details = { ["function"] = function },
    };

    private static string Shortened(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "...");
}
