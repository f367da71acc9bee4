namespace Cloudburst.Scheduler.Placement;

/// <summary>
/// Chooses the executor of each function of a request. It sees the whole DAG, and only executors that may be chosen: whoever is lost, leaves or is passed over for a while
/// (too busy, too many requests) is not among the candidates, unless nobody else is left.
/// </summary>
/// <remarks>
/// Implementations are thread-safe and do not wait: one decision takes microseconds, and every call takes one. A policy that throws, or chooses somebody who is no
/// candidate, fails no request: the least loaded candidate is taken, and the log says so.
/// </remarks>
public interface IPlacementPolicy
{
    /// <summary>Places a request.</summary>
    /// <param name="request">The request, and the executors that may take each of its nodes; every node has at least one.</param>
    /// <param name="placement">Receives one executor for each node, out of <see cref="PlacementRequest.CandidatesOf"/>. Empty at first.</param>
    void Place(PlacementRequest request, Span<ExecutorHandle> placement);
}

/// <summary>The policies that a scheduler has of its own.</summary>
public enum PlacementPolicyKind
{
    /// <summary>Where most bytes of the call's references are cached, with a random share that spreads hot data.</summary>
    Locality,

    /// <summary>Each function anywhere. The yardstick for what the others achieve.</summary>
    Random,

    /// <summary>Each function on the next executor in turn.</summary>
    RoundRobin,

    /// <summary>The whole DAG, as far as possible, on the executor with the fewest requests for its workers.</summary>
    LeastLoaded,

    /// <summary>Each function where it is expected to finish first, given where its inputs come from and what runs there already.</summary>
    EarliestFinishTime,
}
