using Cloudburst.Lattices;
using Cloudburst.Protocol;

namespace Cloudburst.Executor;

/// <summary>Every error that an executor can answer with.</summary>
internal static class Errors
{
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
            Message = $"'{function}' threw {thrown.GetType().FullName}: {thrown.Message}",
            Details = { ["function"] = function },
            Exception = new UserException { Type = thrown.GetType().FullName ?? thrown.GetType().Name, Message = thrown.Message, StackTrace = thrown.ToString() },
        };
    }

    public static CloudburstException BadArgument(string function, FunctionParameter parameter, int index, CloudburstException error) => new(
        CloudburstErrorCode.InvalidArgument,
        $"Argument {index + 1} of '{function}' ('{parameter.Name}') must be a {parameter.Type}: {error.Message}",
        new Dictionary<string, string> { ["function"] = function, ["argument"] = parameter.Name },
        error);

    public static CloudburstException ResultMissing(string key, TimeSpan waited) => new(
        CloudburstErrorCode.KeyMissing,
        $"The result under '{key}', an argument of this call, did not appear within {waited.TotalSeconds:0.#} s; wait for the future first, or check that its request was started",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException CacheUnreachable(TimeSpan waited) => new(
        CloudburstErrorCode.StateUnavailable,
        $"The node's cache could not be reached within {waited.TotalSeconds:0.#} s; see whether the cache process runs");

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
        $"Key '{key}' can't be compared and set in this request; make the call at the level Linearizable or Transactional",
        new Dictionary<string, string> { ["key"] = key });

    public static CloudburstException DamagedSession(Exception error) => new(
        CloudburstErrorCode.InvalidArgument, $"The session that came with a result can't be continued: {error.Message} Run executors of one version", null, error);

    public static CloudburstException TooLarge(string function, int bytes, int limit) => new(
        CloudburstErrorCode.ValueTooLarge,
        $"The result of '{function}' has {bytes:N0} bytes and {limit:N0} are allowed; store it under a key and return the key",
        new Dictionary<string, string> { ["function"] = function });

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

    public static ErrorInfo ClockDrift(ClockDriftException error) => new()
    {
        Code = ErrorCode.StateUnavailable,
        Message = $"A result came from an executor whose clock is wrong: {error.Message}",
    };

    public static ErrorInfo DeadlineExceeded(string function) => new()
    {
        Code = ErrorCode.DeadlineExceeded,
        Message = $"'{function}' was stopped at the call's deadline; allow more time with CallOptions.Timeout",
        Details = { ["function"] = function },
    };

    public static ErrorInfo Cancelled(string function) => new()
    {
        Code = ErrorCode.Cancelled,
        Message = $"'{function}' was stopped because its caller withdrew the call",
        Details = { ["function"] = function },
    };
}
