using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Cache;

/// <summary>Serves the snapshots of a <see cref="NodeCache"/> to the caches of other machines (Algorithm 1, Cloudburst (VLDB 2020) §5.3).</summary>
/// <param name="cache">The cache.</param>
public sealed class CachePeerEndpoint(NodeCache cache) : ILinkEndpoint<CachePeerReply, CachePeerRequest>
{
    /// <inheritdoc/>
    public ILinkReceiver<CachePeerRequest> Accept(ILink<CachePeerReply> peer) => new Receiver(cache, peer);

    private sealed class Receiver(NodeCache cache, ILink<CachePeerReply> peer) : ILinkReceiver<CachePeerRequest>
    {
        public void OnReceived(CachePeerRequest frame)
        {
            switch (frame.BodyCase)
            {
                case CachePeerRequest.BodyOneofCase.Read:
                    // Should the link be full, the asker's patience ends, and its request is run again.
                    peer.TrySend(cache.SessionReads.ReadSnapshots(frame.Id, frame.Read));
                    break;
                case CachePeerRequest.BodyOneofCase.Release:
                    cache.EndSession(frame.Release, []);
                    break;
                default:
                    peer.TrySend(new CachePeerReply { Id = frame.Id, Error = CacheErrors.UnknownRequest() });
                    break;
            }
        }

        public void OnClosed(Exception? error)
        {
            // The other cache dials again when it needs to.
        }
    }
}
