using Cloudburst.Protocol;
using Cloudburst.Shared;

namespace Cloudburst.Scheduler;

/// <summary>Every error that a scheduler can answer with.</summary>
internal static class Errors
{
    public static ErrorInfo FunctionNotFound(string function, IEnumerable<string> known) => new()
    {
        Code = ErrorCode.FunctionNotFound,
        Message = $"No executor has a function named '{function}'{NearestName.Hint(function, known)}; check the name, or start the project that declares it",
        Details = { ["function"] = function },
    };

    public static ErrorInfo OtherCall(string requestId) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"The request id '{requestId}' belongs to another call, of another target or with other arguments, whose outcome is kept; choose an id of its own for each call",
        Details = { ["request-id"] = requestId },
    };

    public static ErrorInfo DagNotFound(string dag) => new()
    {
        Code = ErrorCode.DagNotFound,
        Message = $"No DAG named '{dag}' is registered; register it first, or check the name",
        Details = { ["dag"] = dag },
    };

    public static ErrorInfo DagAlreadyExists(string dag) => new()
    {
        Code = ErrorCode.DagAlreadyExists,
        Message = $"Another DAG is registered as '{dag}'; delete it first, or choose another name",
        Details = { ["dag"] = dag },
    };

    public static ErrorInfo DagIsOlder(string dag, int version, int registered) => new()
    {
        Code = ErrorCode.DagAlreadyExists,
        Message = $"Version {registered} of DAG '{dag}' is registered, a later one than {version}; build with the later one, call it by its name, or delete it first",
        Details = { ["dag"] = dag, ["registered-version"] = registered.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    public static ErrorInfo WrongSignature(string dag, string problem) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"DAG '{dag}' was not called, as it is called with other types than it is registered with: {problem}; use the types of the registered DAG",
        Details = { ["target"] = dag },
    };

    public static ErrorInfo DagInvalid(string dag, string rule, string problem) => new()
    {
        Code = ErrorCode.DagInvalid,
        Message = $"DAG '{dag}' was not registered: {problem}",
        Details = { ["dag"] = dag, ["rule"] = rule },
    };

    public static ErrorInfo WrongArgumentCount(string target, int expected, int given) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"'{target}' takes {expected} argument{(expected == 1 ? "" : "s")} and was called with {given}",
        Details = { ["target"] = target },
    };

    public static ErrorInfo YieldsStream(string function) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"'{function}' yields a stream of results; call it with StreamAsync",
        Details = { ["target"] = function },
    };

    public static ErrorInfo YieldsNoStream(string target) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"'{target}' has one result and yields no stream; call it with CallAsync",
        Details = { ["target"] = target },
    };

    public static ErrorInfo StreamInTransaction(string target) => new()
    {
        Code = ErrorCode.Unsupported,
        Message = $"The stream of '{target}' can't be a transaction, whose results nobody may see before it commits; choose another consistency level",
        Details = { ["target"] = target },
    };

    public static ErrorInfo NoHedge(string target, string what) => new()
    {
        Code = ErrorCode.Unsupported,
        Message = $"The call of '{target}' is {what}, which can't run twice at the same time; leave HedgeAfter out",
        Details = { ["target"] = target },
    };

    public static ErrorInfo StreamBroken(string target, long delivered, string reason) => new()
    {
        Code = ErrorCode.StreamBroken,
        Message = FormattableString.Invariant(
            $"The stream of '{target}' broke after {delivered:N0} results ({reason}); it is not begun again by itself, since that would deliver them twice. Call it again, and skip what you have"),
        Details = { ["target"] = target, ["delivered"] = delivered.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    public static ErrorInfo NoExecutor(string target, TimeSpan waited) => new()
    {
        Code = ErrorCode.NoExecutor,
        Message = $"No executor that can run '{target}' was attached within {waited.TotalSeconds:0.#} s; start one, or see why those that ran it are gone",
        Details = { ["target"] = target, ["retry-after-ms"] = "1000" },
    };

    public static ErrorInfo NoResource(string target, FunctionInfo function, TimeSpan waited) => new()
    {
        Code = ErrorCode.NoExecutor,
        Message = $"No executor with the resource '{function.Resource}', which '{function.Name}' needs, was attached within {waited.TotalSeconds:0.#} s; start one whose setting Resources has '{function.Resource}'",
        Details = { ["target"] = target, ["function"] = function.Name, ["resource"] = function.Resource, ["retry-after-ms"] = "1000" },
    };

    public static ErrorInfo NoMemory(string target, FunctionInfo function, int largestMB, TimeSpan waited) => new()
    {
        Code = ErrorCode.NoExecutor,
        Message = FormattableString.Invariant(
            $"No executor with the {function.MemoryMb:N0} MB that '{function.Name}' needs was attached within {waited.TotalSeconds:0.#} s (the largest has {largestMB:N0} MB); start a larger one, or lower MemoryMB"),
        Details = { ["target"] = target, ["function"] = function.Name, ["memory-mb"] = function.MemoryMb.ToString(System.Globalization.CultureInfo.InvariantCulture), ["retry-after-ms"] = "1000" },
    };

    public static ErrorInfo MemoryInUse(string target, FunctionInfo function, int freeMB, TimeSpan waited) => new()
    {
        Code = ErrorCode.Overloaded,
        Message = FormattableString.Invariant(
            $"No executor had the {function.MemoryMb:N0} MB free that '{function.Name}' needs within {waited.TotalSeconds:0.#} s (the most was {freeMB:N0} MB); call less at once, or add executors"),
        Details = { ["target"] = target, ["function"] = function.Name, ["memory-mb"] = function.MemoryMb.ToString(System.Globalization.CultureInfo.InvariantCulture), ["retry-after-ms"] = "1000" },
    };

    public static ErrorInfo Overloaded(int inFlight) => new()
    {
        Code = ErrorCode.Overloaded,
        Message = $"The scheduler has {inFlight:N0} requests in flight and takes no more; try again after a pause, or add executors",
        Details = { ["retry-after-ms"] = "100" },
    };

    public static ErrorInfo ExecutorLost(string target, int attempts) => new()
    {
        Code = ErrorCode.ExecutorLost,
        Message = $"The executor of '{target}' was lost each time; look for a crash in the function or too little memory",
        Details = { ["target"] = target, ["attempts"] = attempts.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    public static ErrorInfo DeadlineExceeded(string target, IReadOnlyCollection<string> executors, int conflicts)
    {
        var where = executors.Count == 0 ? "" : $" on {string.Join(", ", executors)}";
        var before = conflicts == 0 ? "" : $" (other transactions came before it {conflicts} {(conflicts == 1 ? "time" : "times")}, and whether its last try has taken effect is not known)";
        return new ErrorInfo
        {
            Code = ErrorCode.DeadlineExceeded,
            Message = $"'{target}' had not finished{where} at the call's deadline{before}; allow more time with CallOptions.Timeout, or see what it waits for",
            Details = { ["target"] = target },
        };
    }

    public static ErrorInfo NotPlacedInTime(string target) => new()
    {
        Code = ErrorCode.DeadlineExceeded,
        Message = $"No executor could take '{target}' before the call's deadline; allow more time with CallOptions.Timeout, or add executors",
        Details = { ["target"] = target },
    };

    public static ErrorInfo Conflict(string target, int times, ErrorInfo last)
    {
        var error = new ErrorInfo
        {
            Code = ErrorCode.TransactionConflict,
            Message = $"Other transactions came before '{target}' {times} times until the call's deadline; allow more time with CallOptions.Timeout, or call less at once. The last time: {last.Message}",
        };
        error.Details.Add(last.Details);
        return error;
    }

    public static ErrorInfo Cancelled(string target) => new()
    {
        Code = ErrorCode.Cancelled,
        Message = $"The caller withdrew its call of '{target}'",
        Details = { ["target"] = target },
    };

    public static ErrorInfo ReservedKey(string key) => new()
    {
        Code = ErrorCode.KeyInvalid,
        Message = $"Key '{key}' begins with '{ReservedKeys.Prefix}', which the system keeps for itself; choose another key",
        Details = { ["key"] = key },
    };

    public static ErrorInfo VersionsMissing(int keys, int versions) => new()
    {
        Code = ErrorCode.InvalidArgument,
        Message = $"A read of {keys} keys came with the versions of {versions}; give one for each key, or none",
    };

    public static ErrorInfo AnswerTooLarge(long bytes) => new()
    {
        Code = ErrorCode.ValueTooLarge,
        Message = FormattableString.Invariant($"The answer has {bytes:N0} bytes, more than can travel at once; read fewer keys at a time"),
    };

    public static ErrorInfo ArgumentsTooLarge(string target, long bytes) => new()
    {
        Code = ErrorCode.ValueTooLarge,
        Message = FormattableString.Invariant(
            $"The arguments of '{target}' have {bytes:N0} bytes together and {Limits.MaxValueBytes:N0} are allowed; write large ones under keys of their own and pass a Ref<T> to each"),
        Details = { ["target"] = target },
    };

    public static ErrorInfo UnknownFrame() => new()
    {
        Code = ErrorCode.Unsupported,
        Message = "The scheduler does not know this kind of request; client and scheduler are of different versions, update the older one",
    };

    public static ErrorInfo Unsupported(ConsistencyLevel level) => new()
    {
        Code = ErrorCode.Unsupported,
        Message = $"Consistency level {level} is not supported in this version; the levels are LastWriterWins, RepeatableRead, SingleKeyCausal, MultiKeyCausal, Causal, Transactional and Linearizable",
        Details = { ["level"] = level.ToString() },
    };

    public static ErrorInfo Internal(Exception error) => new()
    {
        Code = ErrorCode.Internal,
        Message = $"The scheduler failed ({error.GetType().Name}: {error.Message}); this is a defect, please report it with the scheduler's log",
    };
}
