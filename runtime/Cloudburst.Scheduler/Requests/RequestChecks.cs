using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>What is wrong with a call, before anything runs.</summary>
internal sealed class RequestChecks(ExecutorDirectory executors)
{
    /// <summary>Checks what the call alone tells.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> for nothing.</returns>
    public static ErrorInfo? CheckAlone(InFlightRequest request)
    {
        var call = request.Call;
        // Checked by clients as well; one that does not would have its request fail between here and the executors.
        long bytes = 0;
        foreach (var argument in call.Arguments)
            bytes += argument.Value.Length;
        if (bytes > Limits.MaxValueBytes)
            return Errors.ArgumentsTooLarge(request.Target, bytes);
        if (!ConsistencyLevels.IsKnown(call.Options.Consistency))
            return Errors.Unsupported(call.Options.Consistency);
        return request.IsStream && call.Options.Consistency == ConsistencyLevel.Transactional ? Errors.StreamInTransaction(request.Target) : null;
    }

    /// <summary>Checks, once the level is known, whether the call may be begun a second time while the first try runs.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> for nothing.</returns>
    public static ErrorInfo? CheckHedge(InFlightRequest request)
    {
        if (request.Call.Options.HedgeAfterMs == 0)
            return null;
        if (request.IsStream || request.Call.Options.Consistency == ConsistencyLevel.Transactional)
            return Errors.NoHedge(request.Target, request.IsStream ? "a stream" : "a transaction");
        return request.LastPart > 0 ? Errors.NoHedge(request.Target, "of a DAG with a continuation") : null;
    }

    /// <summary>Checks the call against its target.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> for nothing.</returns>
    public ErrorInfo? Check(InFlightRequest request, RegisteredDag dag)
    {
        if (WrongDag(request, dag) is { } mismatch)
            return mismatch;
        return request.Call.Arguments.Count == dag.Topology.InputCount
            ? StreamErrorOf(request)
            : Errors.WrongArgumentCount(request.Target, dag.Topology.InputCount, request.Call.Arguments.Count);
    }

    /// <summary>What keeps a call from a DAG that is not the one its caller means.</summary>
    private ErrorInfo? WrongDag(InFlightRequest request, RegisteredDag dag)
    {
        var (wanted, registered) = (request.Call.DagVersion, dag.Topology.Version);
        if (wanted > 0 && wanted != registered)
            return wanted < registered ? Errors.DagIsOlder(request.Target, wanted, registered) : Errors.DagNotFound(request.Target);
        return request.Call.Signature is { } signature ? dag.Check(signature, executors.Current) : null;
    }

    /// <summary>What is wrong with how a function is called that yields a stream, or one that does not.</summary>
    private ErrorInfo? StreamErrorOf(InFlightRequest request)
    {
        var yields = request.Call.TargetCase == Call.TargetOneofCase.Function && executors.FindFunction(request.Call.Function) is { Streams: true };
        if (yields == request.IsStream)
            return null;
        return yields ? Errors.YieldsStream(request.Target) : Errors.YieldsNoStream(request.Target);
    }
}
