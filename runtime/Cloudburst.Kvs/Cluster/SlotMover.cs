using Microsoft.Extensions.Logging;

namespace Cloudburst.Kvs.Cluster;

/// <summary>Moves slots, and their keys with them, between primaries of a running cluster.</summary>
internal sealed class SlotMover(ClusterLinks links, ILogger logger)
{
    /// <summary>Spreads all slots evenly.</summary>
    /// <param name="targets">The ids of the primaries that are to have slots.</param>
    /// <param name="cancellationToken">Stops waiting; slots that have moved stay where they are.</param>
    /// <exception cref="KvsException">A node does not answer, or refuses.</exception>
    public async Task RebalanceAsync(IReadOnlyCollection<string> targets, CancellationToken cancellationToken)
    {
        var view = new ClusterView(await links.AskAllAsync(cancellationToken).ConfigureAwait(false));
        if (view.SilentOwners.FirstOrDefault() is { } silent)
            throw GarnetCluster.DoesNotAnswer(silent.EndPoint);
        var owned = view.Owners.ToDictionary(owner => owner.Id, owner => owner.EverySlot.Order().ToArray());
        var nodes = view.Alive.ToDictionary(node => node.Id);
        foreach (var move in SlotPlan.Moves(owned, targets))
            await MoveAsync(nodes[move.From], nodes[move.To], move.Slots, cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveAsync(ClusterNode from, ClusterNode to, SlotRange slots, CancellationToken cancellationToken)
    {
        logger.LogInformation("Slots {First} to {Last} move from {From} to {To}", slots.First, slots.Last, from.EndPoint, to.EndPoint);
        var source = links[from.EndPoint];
        await source.MigrateAsync(to.EndPoint, slots, cancellationToken).ConfigureAwait(false);
        // The node answers at once and moves in the background. All must know the new owner before the next move.
        await links.UntilAsync(
            async () =>
            {
                var hasEnded = !await source.IsMigratingAsync(cancellationToken).ConfigureAwait(false);
                var answers = await links.AskAllAsync(cancellationToken).ConfigureAwait(false);
                if (answers.All(answer => Owns(answer, to, slots)))
                    return true;
                // A move that fails, because a busy node did not answer the other in time, leaves the slots where they were.
                var self = answers.FirstOrDefault(answer => answer.Any(node => node.IsSelf && node.Id == from.Id));
                if (hasEnded && self is not null && Owns(self, from, slots))
                {
                    logger.LogWarning("Slots {First} to {Last} did not get from {From} to {To} and are moved again", slots.First, slots.Last, from.EndPoint, to.EndPoint);
                    await source.MigrateAsync(to.EndPoint, slots, cancellationToken).ConfigureAwait(false);
                }

                return false;
            },
            $"slots {slots.First} to {slots.Last} belong to {to.EndPoint}",
            cancellationToken).ConfigureAwait(false);
    }

    private static bool Owns(ClusterNode[] answer, ClusterNode owner, SlotRange slots) =>
        answer.FirstOrDefault(node => node.Id == owner.Id) is { } seen && seen.Slots.Any(range => range.First <= slots.First && slots.Last <= range.Last);
}
