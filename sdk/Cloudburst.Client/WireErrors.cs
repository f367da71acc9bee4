using Cloudburst.Protocol;

namespace Cloudburst.Client;

/// <summary>Turns errors on the wire into the SDK's exceptions.</summary>
internal static class WireErrors
{
    public static CloudburstException ToException(ErrorInfo error)
    {
        var details = new Dictionary<string, string>(error.Details);
        if (error.Exception is { } thrown)
            return new FunctionFailedException(error.Message, thrown.Type, thrown.Message, thrown.StackTrace, details);
        return new CloudburstException((CloudburstErrorCode)error.Code, error.Message, details);
    }
}
