namespace Cloudburst;

/// <summary>A function threw. Its exception is a result of the call, not a fault of the system: it is not retried.</summary>
/// <remarks>
/// <see cref="Exception.InnerException"/> stands for what was thrown: it has its message and stack, so that whatever prints this exception prints the function's stack and inner exceptions too. Its
/// type is not the one that was thrown, as the caller need not have that; see <see cref="ExceptionType"/>.
/// </remarks>
public sealed class FunctionFailedException : CloudburstException
{
    /// <summary>Creates the exception.</summary>
    public FunctionFailedException(
        string message, string exceptionType, string exceptionMessage, string remoteStackTrace, IReadOnlyDictionary<string, string>? details = null)
        : base(CloudburstErrorCode.FunctionFailed, message, details, RemoteException.Of(exceptionType, exceptionMessage, remoteStackTrace))
    {
        ExceptionType = exceptionType;
        ExceptionMessage = exceptionMessage;
        RemoteStackTrace = remoteStackTrace;
    }

    /// <summary>The full name of the type that was thrown.</summary>
    public string ExceptionType { get; }

    /// <summary>The message of what was thrown.</summary>
    public string ExceptionMessage { get; }

    /// <summary>What was thrown, as it was printed on the executor: type, message, stack, and inner exceptions with theirs.</summary>
    public string RemoteStackTrace { get; }
}
