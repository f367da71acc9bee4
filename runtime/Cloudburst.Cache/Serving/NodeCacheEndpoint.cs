using Cloudburst.Cache.Serving;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Cache;

/// <summary>Serves a <see cref="NodeCache"/> to the executors of its machine, over any kind of link.</summary>
/// <remarks>
/// The capsules in requests and replies are shared, not copied: whoever sends bytes must not change them afterwards.
/// Requests of one link are begun in order; replies come in the order in which they are ready.
/// </remarks>
/// <param name="cache">The cache.</param>
public sealed class NodeCacheEndpoint(NodeCache cache) : ILinkEndpoint<CacheReply, CacheRequest>
{
    /// <inheritdoc/>
    public ILinkReceiver<CacheRequest> Accept(ILink<CacheReply> peer) => new ExecutorSession(cache, peer);
}
