using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;

namespace Cloudburst.Scheduler.Placement;

/// <summary>Chooses the executor of each function of a request. It sees the whole DAG. Implementations are thread-safe and do not wait.</summary>
public interface IPlacementPolicy
{
    /// <summary>Places a request.</summary>
    /// <param name="request">The request, and the executors that may take each of its nodes.</param>
    /// <param name="placement">Receives one executor per node; entries must be chosen from <see cref="PlacementRequest.CandidatesOf"/>.</param>
    /// <returns><see langword="false"/> when a node has no candidate.</returns>
    bool TryPlace(PlacementRequest request, Span<ExecutorHandle> placement);
}

/// <summary>What a placement policy may know of a request.</summary>
public readonly ref struct PlacementRequest
{
    private readonly ExecutorDirectory.Snapshot _executors;

    internal PlacementRequest(RegisteredDag dag, IReadOnlyList<ArgumentValue> arguments, ExecutorDirectory.Snapshot executors, CacheLocations caches)
    {
        Dag = dag;
        Arguments = arguments;
        Caches = caches;
        _executors = executors;
    }

    /// <summary>The DAG; a function called alone is a DAG of one node.</summary>
    public RegisteredDag Dag { get; }

    /// <summary>The call's arguments.</summary>
    public IReadOnlyList<ArgumentValue> Arguments { get; }

    /// <summary>What the machines' caches hold.</summary>
    public CacheLocations Caches { get; }

    /// <summary>The attached executors that have a node's function; some may be draining, see <see cref="ExecutorHandle.IsAvailable"/>.</summary>
    public ReadOnlySpan<ExecutorHandle> CandidatesOf(int node) =>
        _executors.Functions.TryGetValue(Dag.Topology.Nodes[node].Function, out var known) ? known.Hosts : [];

    /// <summary>The key that a binding reads from the store, or <see langword="null"/> when it reads none.</summary>
    public string? KeyOf(ArgumentBinding binding)
    {
        var argument = binding.SourceCase switch
        {
            ArgumentBinding.SourceOneofCase.Input => binding.Input < Arguments.Count ? Arguments[binding.Input] : null,
            ArgumentBinding.SourceOneofCase.Constant => binding.Constant,
            _ => null,
        };
        return argument?.KindCase switch
        {
            ArgumentValue.KindOneofCase.Key => argument.Key,
            ArgumentValue.KindOneofCase.ResultKey => argument.ResultKey,
            _ => null,
        };
    }
}
