using System.Diagnostics;
using System.Globalization;
using System.Net;
using Cloudburst.Kvs.Cluster;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Kvs;

/// <summary>
/// The control plane of a cluster of <see cref="GarnetKvsServer"/>s, which Garnet leaves to its operator: forms the cluster, lets a replica take over
/// from a primary that does not answer, attaches nodes that come back, and moves slots when a node joins or leaves.
/// </summary>
/// <remarks>
/// <para>All state is the cluster's own, so the control plane may be restarted at any time. Run one: two would not damage anything that one alone could
/// not, but would get into each other's way. While none runs, nothing takes over.</para>
/// <para>Replication in Garnet comes after the acknowledgement: what a primary acknowledged with <see cref="WriteDurability.Logged"/> and no replica had yet is lost when
/// a replica takes over; <see cref="WriteDurability.Replicated"/> is not. Members may be called by any thread; changes are made one after the other.</para>
/// </remarks>
public sealed class GarnetCluster : IAsyncDisposable
{
    private readonly GarnetClusterOptions _options;
    private readonly ILogger _logger;
    private readonly ClusterLinks _links;
    private readonly HashSet<IPEndPoint> _leaving = [];
    private readonly SemaphoreSlim _changes = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _watch = Task.CompletedTask;

    /// <summary>Prepares the control plane; nothing is done yet.</summary>
    /// <param name="options">Which nodes, and how.</param>
    /// <param name="logger">Told about every change; nobody by default.</param>
    public GarnetCluster(GarnetClusterOptions options, ILogger<GarnetCluster>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Nodes.Count == 0 || options.ReplicasPerPrimary < 0 || options.FailureTimeout <= TimeSpan.Zero || options.Period <= TimeSpan.Zero)
        {
            throw new KvsException(
                KvsError.UnsafeSettings,
                "The cluster's settings can't be used: Nodes must name at least one node, ReplicasPerPrimary must not be negative, FailureTimeout and Period must be above zero.");
        }

        _options = options;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _links = new ClusterLinks(options);
    }

    /// <summary>
    /// Makes a cluster of nodes that are none yet. Does nothing when they are already one, and goes on where a call before was broken off, so it may be called at every start.
    /// </summary>
    /// <param name="primaries">How many of <see cref="GarnetClusterOptions.Nodes"/> become primaries, the first ones; the others become replicas.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When all slots are served and all replicas are attached.</returns>
    /// <exception cref="KvsException">A node does not answer, refuses, or has data from before: <see cref="KvsError.UnsafeSettings"/>.</exception>
    public Task FormAsync(int primaries, CancellationToken cancellationToken = default)
    {
        if (primaries < 1 || primaries > _options.Nodes.Count)
            throw new ArgumentOutOfRangeException(nameof(primaries), primaries, $"There are {_options.Nodes.Count} nodes; between 1 and that many can be primaries.");
        return ChangeAsync(token => new ClusterFormation(_links, _options.Nodes, _logger).FormAsync(primaries, token), cancellationToken);
    }

    /// <summary>Starts to watch the nodes: from now on replicas take over, and nodes that come back are attached.</summary>
    public void Start() => _watch = Task.Run(WatchAsync);

    /// <summary>Lets a node join as a primary: it gets its share of the slots, whose keys move to it while they are used.</summary>
    /// <param name="node">An empty node, one of the options' or a new one.</param>
    /// <param name="cancellationToken">Stops waiting; slots that have moved stay where they are.</param>
    /// <returns>When the slots are even again.</returns>
    /// <exception cref="KvsException">A node does not answer, or refuses.</exception>
    public Task JoinAsync(IPEndPoint node, CancellationToken cancellationToken = default) => ChangeAsync(async token =>
    {
        _links.Add(node);
        _leaving.Remove(node);
        var view = new ClusterView(await _links.AskAllAsync(token).ConfigureAwait(false));
        var self = view.At(node) ?? throw DoesNotAnswer(node);
        var member = view.Owners.FirstOrDefault(owner => owner.Id != self.Id) ?? throw NoCluster();
        if (!view.IsMember(self))
            await _links[node].RefuseDataAsync(token).ConfigureAwait(false);
        if (view.Known.All(known => known.Id == self.Id) || (await _links[member.EndPoint].NodesAsync(token).ConfigureAwait(false)).All(known => known.Id != self.Id))
        {
            await _links[member.EndPoint].MeetAsync(node, token).ConfigureAwait(false);
            await _links.UntilAsync(
                async () => (await _links.AskAllAsync(token).ConfigureAwait(false)).All(answer => answer.Any(known => known.Id == self.Id)), $"all nodes know {node}", token).ConfigureAwait(false);
        }

        await new SlotMover(_links, _logger).RebalanceAsync([.. view.Owners.Select(owner => owner.Id), self.Id], token).ConfigureAwait(false);
    }, cancellationToken);

    /// <summary>Takes all slots from a primary, so that it can be stopped; it stays a member without keys, and is not made a replica.</summary>
    /// <param name="node">The primary.</param>
    /// <param name="cancellationToken">Stops waiting; slots that have moved stay where they are.</param>
    /// <returns>When it owns nothing any more.</returns>
    /// <exception cref="KvsException">A node does not answer, or refuses, or it is the last primary.</exception>
    public Task DrainAsync(IPEndPoint node, CancellationToken cancellationToken = default) => ChangeAsync(async token =>
    {
        var view = new ClusterView(await _links.AskAllAsync(token).ConfigureAwait(false));
        var self = view.At(node) ?? throw DoesNotAnswer(node);
        string[] rest = [.. view.Owners.Select(owner => owner.Id).Where(id => id != self.Id)];
        if (rest.Length == 0)
            throw new KvsException(KvsError.UnsafeSettings, $"Node {node} is the last primary and can't give its slots away; let another one join first.");
        _leaving.Add(node);
        await new SlotMover(_links, _logger).RebalanceAsync(rest, token).ConfigureAwait(false);
    }, cancellationToken);

    /// <summary>Looks once, and does what is to be done: called by itself after <see cref="Start"/>.</summary>
    internal Task CheckAsync(CancellationToken cancellationToken) => ChangeAsync(async token =>
    {
        var view = new ClusterView(await _links.AskAllAsync(token).ConfigureAwait(false));
        foreach (var lost in view.SilentOwners.Where(_links.HasBeenSilent).ToArray())
            await TakeOverAsync(view, lost, token).ConfigureAwait(false);
        foreach (var idle in view.Alive.Where(node => IsIdle(view, node)).ToArray())
        {
            if (view.MostExposed(_options.ReplicasPerPrimary) is not { } owner)
                break;
            _logger.LogInformation("Node {Node} becomes a replica of {Primary}", idle.EndPoint, owner.EndPoint);
            await _links.AttachAsync(idle, owner, token).ConfigureAwait(false);
            view = new ClusterView(await _links.AskAllAsync(token).ConfigureAwait(false));
        }
    }, cancellationToken);

    /// <summary>What the nodes that answer say about themselves.</summary>
    internal async Task<IReadOnlyList<ClusterNode>> StateAsync(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ClusterNode> alive = [];
        await ChangeAsync(async token => alive = new ClusterView(await _links.AskAllAsync(token).ConfigureAwait(false)).Alive, cancellationToken).ConfigureAwait(false);
        return alive;
    }

    /// <summary>Stops watching. The cluster runs on.</summary>
    /// <returns>When the watch has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        _links.Dispose();
        _changes.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_options.Period);
        try
        {
            do
            {
                try
                {
                    await CheckAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is KvsException or InvalidDataException)
                {
                    _logger.LogWarning("The cluster could not be looked after, and will be again: {Reason}", e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task ChangeAsync(Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        await _changes.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            await change(either.Token).ConfigureAwait(false);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>A primary without slots, such as one that was replaced and came back, or the replica of a node that owns nothing any more.</summary>
    private bool IsIdle(ClusterView view, ClusterNode node) =>
        !_leaving.Contains(node.EndPoint)
        && view.IsMember(node)
        && node.Slots.Count == 0
        && (node.IsPrimary || (view.Owners.All(owner => owner.Id != node.PrimaryId) && view.SilentOwners.All(owner => owner.Id != node.PrimaryId)));

    /// <summary>The replica that has got most takes over.</summary>
    private async Task TakeOverAsync(ClusterView view, ClusterNode lost, CancellationToken cancellationToken)
    {
        (NodeLink Link, long Offset)? best = null;
        foreach (var replica in view.ReplicasOf(lost.Id))
        {
            var link = _links[replica.EndPoint];
            var state = await link.ReplicationAsync(cancellationToken).ConfigureAwait(false);
            // One that was still fetching its first copy has only part of the data.
            if (state.GetValueOrDefault("master_sync_in_progress") == "True")
                continue;
            var offset = long.TryParse(state.GetValueOrDefault("slave_read_repl_offset"), CultureInfo.InvariantCulture, out var known) ? known : 0;
            if (best is null || offset > best.Value.Offset)
                best = (link, offset);
        }

        if (best is not { } chosen)
        {
            _logger.LogError("Primary {Primary} does not answer and has no replica that could take over; its slots are not served until it is back", lost.EndPoint);
            return;
        }

        _logger.LogWarning("Primary {Primary} does not answer; {Replica} takes over", lost.EndPoint, chosen.Link.EndPoint);
        await chosen.Link.TakeOverAsync(cancellationToken).ConfigureAwait(false);
        await _links.UntilAsync(
            async () => (await chosen.Link.NodesAsync(cancellationToken).ConfigureAwait(false)).Single(node => node.IsSelf) is { IsPrimary: true, Slots.Count: > 0 },
            $"{chosen.Link.EndPoint} has taken over",
            cancellationToken).ConfigureAwait(false);
    }

    internal static KvsException DoesNotAnswer(IPEndPoint node) =>
        new(KvsError.Unreachable, $"Node {node} does not answer; check that it runs as a cluster node, then try again.");

    private static KvsException NoCluster() =>
        new(KvsError.UnexpectedReply, "No node owns slots, so there is nothing to join; form the cluster first.");
}
