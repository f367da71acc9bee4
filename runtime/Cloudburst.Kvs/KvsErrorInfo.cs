using Cloudburst.Protocol;

namespace Cloudburst.Kvs;

/// <summary>What the store's failures are called on the wire.</summary>
public static class KvsErrorInfo
{
    /// <summary>An error for a peer; its message is the exception's.</summary>
    public static ErrorInfo From(KvsException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new ErrorInfo { Code = CodeOf(error.Error), Message = error.Message };
    }

    private static ErrorCode CodeOf(KvsError error) => error switch
    {
        KvsError.TypeMismatch => ErrorCode.LatticeMismatch,
        KvsError.Malformed => ErrorCode.PayloadUndecodable,
        KvsError.ValueTooLarge => ErrorCode.ValueTooLarge,
        KvsError.InvalidKey => ErrorCode.KeyInvalid,
        KvsError.Contention or KvsError.TooManySiblings => ErrorCode.Overloaded,
        KvsError.UnexpectedReply or KvsError.IncompatibleData => ErrorCode.Internal,
        _ => ErrorCode.StateUnavailable,
    };
}
