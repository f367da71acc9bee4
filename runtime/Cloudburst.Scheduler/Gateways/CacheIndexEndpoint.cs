using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Takes the caches' reports of what they hold.</summary>
internal sealed class CacheIndexEndpoint(CacheLocations caches) : ILinkEndpoint<CacheReportAck, CacheReport>
{
    public ILinkReceiver<CacheReport> Accept(ILink<CacheReportAck> peer) => new Session(caches, peer);

    private sealed class Session(CacheLocations caches, ILink<CacheReportAck> peer) : ILinkReceiver<CacheReport>
    {
        private static readonly CacheReportAck Ack = new();
        private string? _nodeId;

        public void OnReceived(CacheReport frame)
        {
            _nodeId = frame.NodeId;
            caches.Apply(frame, this);
            peer.TrySend(Ack);
        }

        public void OnClosed(Exception? error)
        {
            // A cache that is gone has nothing; one that comes back says all it has first.
            if (_nodeId is not null)
                caches.Forget(_nodeId, this);
        }
    }
}
