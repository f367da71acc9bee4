namespace Cloudburst.Protocol;

/// <summary>Tells the errors of a try from those of a request.</summary>
public static class Faults
{
    /// <summary>Whether another try, elsewhere or later, may not meet the error. Nobody is told it as long as there is one.</summary>
    public static bool IsOfSystem(ErrorCode code) => code is
        ErrorCode.ExecutorLost or ErrorCode.StateUnavailable or ErrorCode.Overloaded or ErrorCode.SnapshotLost or ErrorCode.TransactionConflict;
}
