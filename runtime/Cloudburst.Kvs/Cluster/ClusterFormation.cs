using System.Net;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Kvs.Cluster;

/// <summary>Makes a cluster of nodes that are none yet. Goes on where an attempt before was broken off, and does nothing once it is done.</summary>
internal sealed class ClusterFormation(ClusterLinks links, IReadOnlyList<IPEndPoint> nodes, ILogger logger)
{
    /// <summary>Forms the cluster.</summary>
    /// <param name="primaries">How many of the nodes become primaries, the first ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KvsException">A node does not answer, refuses, or has data of its own.</exception>
    public async Task FormAsync(int primaries, CancellationToken cancellationToken)
    {
        // Also while a node is away, or its control plane could not come back to let another one take over.
        if (ClusterView.Agree(await links.AskAllAsync(cancellationToken).ConfigureAwait(false), nodes))
            return;

        var answers = await Task.WhenAll(nodes.Select(node => links[node].NodesAsync(cancellationToken))).ConfigureAwait(false);
        if (answers.SelectMany(answer => answer).SelectMany(node => node.EverySlot).Distinct().Count() < SlotPlan.Slots)
            await GiveSlotsAsync(primaries, [.. answers.Select(answer => answer.Single(node => node.IsSelf))], cancellationToken).ConfigureAwait(false);
        foreach (var node in nodes.Skip(1).Where(node => answers[0].All(known => !known.EndPoint.Equals(node))))
            await links[nodes[0]].MeetAsync(node, cancellationToken).ConfigureAwait(false);
        await links.UntilAsync(
            async () => await links.AskAllAsync(cancellationToken).ConfigureAwait(false) is var all && all.Count >= nodes.Count && ClusterView.Agree(all, nodes),
            "the nodes know each other",
            cancellationToken).ConfigureAwait(false);

        while (new ClusterView(await links.AskAllAsync(cancellationToken).ConfigureAwait(false)) is var view
            && view.Alive.FirstOrDefault(node => node is { IsPrimary: true, Slots.Count: 0 }) is { } idle
            && view.MostExposed(int.MaxValue) is { } owner)
        {
            await links.AttachAsync(idle, owner, cancellationToken).ConfigureAwait(false);
        }

        logger.LogInformation("A cluster of {Primaries} primaries and {Replicas} replicas has been formed", primaries, nodes.Count - primaries);
    }

    private async Task GiveSlotsAsync(int primaries, ClusterNode[] selves, CancellationToken cancellationToken)
    {
        // First of all: keys whose slots go to others would be out of reach, and those of a node that becomes a replica are thrown away.
        foreach (var self in selves.Where(node => node.Slots.Count == 0))
            await links[self.EndPoint].RefuseDataAsync(cancellationToken).ConfigureAwait(false);
        var shares = SlotPlan.Even(primaries);
        for (var i = 0; i < selves.Length; i++)
        {
            var node = links[nodes[i]];
            if (selves[i].Epoch == 0)
                await node.SetConfigEpochAsync(i + 1, cancellationToken).ConfigureAwait(false);
            if (i < primaries && selves[i].Slots.Count == 0)
                await node.AddSlotsAsync(shares[i], cancellationToken).ConfigureAwait(false);
        }
    }
}
