using System.Diagnostics;
using System.Net;

namespace Cloudburst.Kvs.Cluster;

/// <summary>The control plane's connections to all nodes, and when each of them was last heard of. For one caller at a time.</summary>
internal sealed class ClusterLinks(GarnetClusterOptions options) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<IPEndPoint, NodeLink> _links = options.Nodes.ToDictionary(node => node, node => new NodeLink(node, options));
    private readonly Dictionary<IPEndPoint, long> _lastAnswers = [];

    public NodeLink this[IPEndPoint node] => _links[node];

    public void Add(IPEndPoint node) => _links.TryAdd(node, new NodeLink(node, options));

    /// <summary>The lists of those nodes that answer.</summary>
    public async Task<IReadOnlyCollection<ClusterNode[]>> AskAllAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_links.Values.Select(async link =>
        {
            try
            {
                return (link.EndPoint, Nodes: (ClusterNode[]?)await link.NodesAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (KvsException)
            {
                // Not answering is the answer.
                return (link.EndPoint, Nodes: (ClusterNode[]?)null);
            }
        })).ConfigureAwait(false);
        var now = Stopwatch.GetTimestamp();
        foreach (var (endPoint, nodes) in answers)
        {
            if (nodes is not null)
                _lastAnswers[endPoint] = now;
            else
                // A node that was never seen is given the same time as one that has just gone.
                _lastAnswers.TryAdd(endPoint, now);
        }

        return [.. answers.Select(answer => answer.Nodes).OfType<ClusterNode[]>()];
    }

    /// <summary>Whether a node has not answered for so long that it counts as lost.</summary>
    public bool HasBeenSilent(ClusterNode node) =>
        _lastAnswers.TryGetValue(node.EndPoint, out var last) && Stopwatch.GetElapsedTime(last) >= options.FailureTimeout;

    /// <summary>Makes a node a replica, and waits until it has got the data.</summary>
    public async Task AttachAsync(ClusterNode replica, ClusterNode primary, CancellationToken cancellationToken)
    {
        var node = _links[replica.EndPoint];
        await node.ReplicateAsync(primary.Id, cancellationToken).ConfigureAwait(false);
        await UntilAsync(
            async () =>
            {
                var state = await node.ReplicationAsync(cancellationToken).ConfigureAwait(false);
                return state.GetValueOrDefault("role") == "slave"
                    && state.GetValueOrDefault("master_link_status") == "up"
                    && state.GetValueOrDefault("master_sync_in_progress") == "False";
            },
            $"{node.EndPoint} has got the data of {primary.EndPoint}",
            cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="KvsException">It took longer than <see cref="GarnetClusterOptions.StepTimeout"/>.</exception>
    public async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition().ConfigureAwait(false))
        {
            if (Stopwatch.GetElapsedTime(started) > options.StepTimeout)
                throw new KvsException(KvsError.Unreachable, $"It took longer than {options.StepTimeout} until {what}; look at the nodes' logs, then try again.");
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var link in _links.Values)
            link.Dispose();
    }
}
