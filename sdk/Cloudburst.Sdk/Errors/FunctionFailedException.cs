namespace Cloudburst;

/// <summary>A function threw. Its exception is a result of the call, not a fault of the system: it is not retried.</summary>
public sealed class FunctionFailedException : CloudburstException
{
    /// <summary>Creates the exception.</summary>
    public FunctionFailedException(
        string message, string exceptionType, string exceptionMessage, string remoteStackTrace, IReadOnlyDictionary<string, string>? details = null)
        : base(CloudburstErrorCode.FunctionFailed, message, details)
    {
        ExceptionType = exceptionType;
        ExceptionMessage = exceptionMessage;
        RemoteStackTrace = remoteStackTrace;
    }

    /// <summary>The full name of the type that was thrown.</summary>
    public string ExceptionType { get; }

    /// <summary>The message of what was thrown.</summary>
    public string ExceptionMessage { get; }

    /// <summary>The stack on the executor.</summary>
    public string RemoteStackTrace { get; }
}
