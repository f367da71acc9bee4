using Cloudburst.Protocol;

namespace Cloudburst.Client;

/// <content>Where a call would go.</content>
public sealed partial class CloudburstClient
{
    /// <inheritdoc/>
    public async Task<CloudburstPlacement> ExplainAsync<TResult>(CloudburstRequest<TResult> request, CancellationToken cancellationToken = default)
    {
        var (call, deadline) = Prepare(request, options: null);
        if (request.Dag is { } dag && !IsRegistered(dag))
            await RegisterAsync(dag, deadline, cancellationToken).ConfigureAwait(false);
        var explained = (await AskAsync(new ClientFrame { Explain = call }, deadline, cancellationToken).ConfigureAwait(false)).Explained;
        var shape = DagMessages.ToShape(explained.Topology);
        return new CloudburstPlacement(shape, [.. shape.Nodes.Zip(explained.Nodes, ToNode)]);
    }

    private static CloudburstPlacedNode ToNode(DagNodeShape node, PlacedNode placed) => new(
        node.Label, node.Function, placed.ExecutorId.Length == 0 ? null : placed.ExecutorId, placed.NodeId.Length == 0 ? null : placed.NodeId, placed.CachedBytes);
}
