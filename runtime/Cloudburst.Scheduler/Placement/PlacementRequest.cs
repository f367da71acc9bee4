using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;

namespace Cloudburst.Scheduler.Placement;

/// <summary>What a placement policy may know of a request.</summary>
public readonly ref struct PlacementRequest
{
    private readonly ExecutorHandle[][] _candidates;
    private readonly CacheLocations _caches;
    private readonly FunctionTimes _times;

    internal PlacementRequest(
        RegisteredDag dag, IReadOnlyList<ArgumentValue> arguments, ExecutorHandle[][] candidates, CacheLocations caches, FunctionTimes times, Random random)
    {
        Dag = dag;
        Arguments = arguments;
        Random = random;
        _candidates = candidates;
        _caches = caches;
        _times = times;
    }

    /// <summary>The DAG; a function called alone is a DAG of one node.</summary>
    public RegisteredDag Dag { get; }

    /// <summary>How many nodes it has.</summary>
    public int NodeCount => Dag.Topology.Nodes.Count;

    /// <summary>The call's arguments.</summary>
    public IReadOnlyList<ArgumentValue> Arguments { get; }

    /// <summary>The scheduler's random numbers, thread-safe; with <see cref="SchedulerOptions.Seed"/> they are the same in every run.</summary>
    public Random Random { get; }

    /// <summary>
    /// The executors that have a node's function and may be chosen; at least one. In the same order for as long as nobody comes or goes. A node without a function goes along
    /// with one that has, wherever it is placed.
    /// </summary>
    public ReadOnlySpan<ExecutorHandle> CandidatesOf(int node) => _candidates[Dag.FunctionOf(node)];

    /// <summary>The bytes of a node's references that lie in the cache of an executor's machine. What a function reads by itself is not known before it runs.</summary>
    public long CachedBytes(int node, ExecutorHandle executor)
    {
        ArgumentNullException.ThrowIfNull(executor);
        long bytes = 0;
        foreach (var binding in Dag.Topology.Nodes[node].Bindings)
        {
            foreach (var key in KeysOf(binding))
            {
                foreach (var copy in _caches.CopiesOf(key))
                    bytes += copy.Machine == executor.Machine ? copy.Bytes : 0;
            }
        }
        return bytes;
    }

    /// <summary>How long a node's function runs on average, as executors have reported; zero while they have not, and for a node without one.</summary>
    public TimeSpan RunTimeOf(int node) => TimeSpan.FromMicroseconds(_times.MicrosOf(Dag.Topology.Nodes[node].Function));

    /// <summary>The keys that a binding reads from the store: its own, or those that its value refers to inside; none as a rule.</summary>
    public ReferenceKeys KeysOf(ArgumentBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        var argument = binding.SourceCase switch
        {
            ArgumentBinding.SourceOneofCase.Input => binding.Input < Arguments.Count ? Arguments[binding.Input] : null,
            ArgumentBinding.SourceOneofCase.Constant => binding.Constant,
            _ => null,
        };
        return new ReferenceKeys(argument);
    }

    /// <summary>The least loaded candidate of a node; chance decides between equals.</summary>
    public ExecutorHandle LeastLoadedOf(int node)
    {
        var candidates = CandidatesOf(node);
        var at = candidates.Length == 1 ? 0 : Random.Next(candidates.Length);
        var best = candidates[at];
        for (var i = 1; i < candidates.Length && best.InFlight > 0; i++)
        {
            if (++at == candidates.Length)
                at = 0;
            if (candidates[at].IsLessLoadedThan(best))
                best = candidates[at];
        }
        return best;
    }

    /// <summary>
    /// Puts nodes that were placed on one machine on one of its executors, where that is a candidate of theirs: an edge inside of an executor is a method call, one between two
    /// of them is a message. Policies call it last.
    /// </summary>
    public void Gather(Span<ExecutorHandle> placement)
    {
        if (placement.Length < 2)
            return;
        // The executors that are used, each once; few, also for a wide DAG.
        var used = new List<ExecutorHandle> { placement[0] };
        for (var node = 1; node < placement.Length; node++)
        {
            if (placement[node] == placement[node - 1])
                continue;
            var mate = FindMate(used, node, placement[node]);
            if (mate is null)
                used.Add(placement[node]);
            else
                placement[node] = mate;
        }
    }

    /// <summary>Adds the bytes of a node's references to the sums of the machines that cache them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="sums">By the machines' numbers; those of machines that came after it was made are left out.</param>
    /// <returns>Whether any machine has any.</returns>
    internal bool AddCachedBytes(int node, Span<long> sums)
    {
        var any = false;
        foreach (var binding in Dag.Topology.Nodes[node].Bindings)
        {
            foreach (var key in KeysOf(binding))
            {
                foreach (var copy in _caches.CopiesOf(key))
                {
                    if (copy.Machine.Number >= sums.Length)
                        continue;
                    sums[copy.Machine.Number] += copy.Bytes;
                    any = true;
                }
            }
        }
        return any;
    }

    /// <summary>What reading a node's references costs on a machine that caches none of them, and how much of that each machine saves.</summary>
    /// <param name="node">The node.</param>
    /// <param name="perKey">The cost of a key.</param>
    /// <param name="perByte">The cost of each of its bytes.</param>
    /// <param name="saved">By the machines' numbers.</param>
    internal double AddReadCosts(int node, double perKey, double perByte, Span<double> saved)
    {
        var all = 0.0;
        foreach (var binding in Dag.Topology.Nodes[node].Bindings)
        {
            foreach (var key in KeysOf(binding))
            {
                // As large as the largest copy: what no cache knows costs the same everywhere.
                long bytes = 0;
                foreach (var copy in _caches.CopiesOf(key))
                    bytes = Math.Max(bytes, copy.Bytes);
                var cost = perKey + (bytes * perByte);
                all += cost;
                foreach (var copy in _caches.CopiesOf(key))
                {
                    if (copy.Machine.Number < saved.Length)
                        saved[copy.Machine.Number] += cost;
                }
            }
        }
        return all;
    }

    private ExecutorHandle? FindMate(List<ExecutorHandle> used, int node, ExecutorHandle chosen)
    {
        foreach (var executor in used)
        {
            if (executor == chosen || (executor.Machine == chosen.Machine && CandidatesOf(node).Contains(executor)))
                return executor;
        }
        return null;
    }
}
