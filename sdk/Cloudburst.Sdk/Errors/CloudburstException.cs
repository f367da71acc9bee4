namespace Cloudburst;

/// <summary>Cloudburst could not do what it was asked. The message says what, why, and what to do next.</summary>
public class CloudburstException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CloudburstException(
        CloudburstErrorCode code, string message, IReadOnlyDictionary<string, string>? details = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Details = details ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
    }

    /// <summary>Why.</summary>
    public CloudburstErrorCode Code { get; }

    /// <summary>Facts that a program may use, such as <c>function</c>, <c>key</c> or <c>retry-after-ms</c>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; }

    /// <summary>Whether the same call may succeed later without a change.</summary>
    public bool IsTransient => Code is CloudburstErrorCode.NoExecutor or CloudburstErrorCode.Overloaded or CloudburstErrorCode.ExecutorLost
        or CloudburstErrorCode.StateUnavailable or CloudburstErrorCode.SchedulerUnavailable or CloudburstErrorCode.SnapshotLost
        or CloudburstErrorCode.TransactionConflict;
}
