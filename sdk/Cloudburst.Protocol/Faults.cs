namespace Cloudburst.Protocol;

/// <summary>Tells the errors of a try from those of a request.</summary>
public static class Faults
{
    /// <summary>Whether another try, elsewhere or later, may not meet the error. Nobody is told it as long as there is one.</summary>
    public static bool IsOfSystem(ErrorCode code) => code is
        ErrorCode.ExecutorLost or ErrorCode.StateUnavailable or ErrorCode.Overloaded or ErrorCode.SnapshotLost or ErrorCode.TransactionConflict;

    /// <summary>
    /// Whether an error is what the functions made of the request, and would make of it again: it is kept as the answer of a request whose id its caller has chosen. Any other says that it came to
    /// no answer.
    /// </summary>
    public static bool IsAnswer(ErrorCode code) => code is
        ErrorCode.FunctionFailed or ErrorCode.FunctionTimedOut or ErrorCode.BatchMismatch or ErrorCode.NoValidResult or ErrorCode.InvalidArgument or ErrorCode.PayloadUndecodable
        or ErrorCode.ValueTooLarge or ErrorCode.LatticeMismatch or ErrorCode.KeyInvalid;
}
