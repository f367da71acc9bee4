using Cloudburst.Protocol;

namespace Cloudburst.Scheduler;

/// <summary>Every error that a scheduler can answer with.</summary>
internal static class Errors
{
    public static ErrorInfo FunctionNotFound(string function, IEnumerable<string> known) => new()
    {
        Code = ErrorCode.FunctionNotFound,
        Message = $"No executor has a function named '{function}'{Nearest(function, known)}; check the name, or start the project that declares it",
        Details = { ["function"] = function },
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

    public static ErrorInfo NoExecutor(string target, TimeSpan waited) => new()
    {
        Code = ErrorCode.NoExecutor,
        Message = $"No executor that can run '{target}' was attached within {waited.TotalSeconds:0.#} s; start one, or see why those that ran it are gone",
        Details = { ["target"] = target, ["retry-after-ms"] = "1000" },
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
        Message = $"'{target}' was tried {attempts} times and its executor was lost each time; look for a crash in the function or too little memory",
        Details = { ["target"] = target, ["attempts"] = attempts.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    public static ErrorInfo DeadlineExceeded(string target) => new()
    {
        Code = ErrorCode.DeadlineExceeded,
        Message = $"'{target}' did not finish before the call's deadline; allow more time with CallOptions.Timeout, or look at the executors' load",
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

    private static string Nearest(string name, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (candidate, distance: Distance(name, candidate))).OrderBy(pair => pair.distance).FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(2, name.Length / 3) ? $" (did you mean '{best.candidate}'?)" : "";
    }

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        var current = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
            }
            (previous, current) = (current, previous);
        }
        return previous[right.Length];
    }
}
