using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Connects executors in this process over links that lose what is sent, as a broken network does, and can be cut.</summary>
internal sealed class LossyConnector(Func<string, ILinkEndpoint<PeerFrame, PeerFrame>> find)
{
    private readonly ConcurrentBag<ILink<PeerFrame>> _links = [];
    private int _lost;
    private int _echoes;

    public volatile bool LosesFrames;

    /// <summary>Whether nobody can connect.</summary>
    public volatile bool Refuses;

    /// <summary>Whether messages arrive and nobody is told that they did.</summary>
    public volatile bool LosesReceipts;

    public int Lost => Volatile.Read(ref _lost);

    public int Echoes => Volatile.Read(ref _echoes);

    public TaskCompletionSource<ILink<PeerFrame>> LostOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ILinkConnector<PeerFrame, PeerFrame> To(string address) => new Connector(this, address);

    public async Task CutAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync();
    }

    private sealed class Connector(LossyConnector owner, string address) : ILinkConnector<PeerFrame, PeerFrame>
    {
        public async ValueTask<ILink<PeerFrame>> ConnectAsync(Func<ILink<PeerFrame>, ILinkReceiver<PeerFrame>> accept, CancellationToken cancellationToken)
        {
            if (owner.Refuses)
                throw new LinkException("The network is down");
            ILink<PeerFrame>? lossy = null;
            await new InProcessConnector<PeerFrame, PeerFrame>(owner.Find(address)).ConnectAsync(
                link => new Receiver(owner, accept(lossy = new Link(owner, link))), cancellationToken);
            owner._links.Add(lossy!);
            return lossy!;
        }
    }

    private ILinkEndpoint<PeerFrame, PeerFrame> Find(string address) => find(address);

    private sealed class Link(LossyConnector owner, ILink<PeerFrame> inner) : ILink<PeerFrame>
    {
        public Task Closed => inner.Closed;

        public bool TrySend(PeerFrame frame)
        {
            if (!owner.LosesFrames)
                return inner.TrySend(frame);
            if (frame.Trigger is not null)
            {
                Interlocked.Increment(ref owner._lost);
                owner.LostOn.TrySetResult(this);
            }
            return true;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Receiver(LossyConnector owner, ILinkReceiver<PeerFrame> inner) : ILinkReceiver<PeerFrame>
    {
        public void OnReceived(PeerFrame frame)
        {
            if (owner.LosesReceipts && frame.BodyCase == PeerFrame.BodyOneofCase.Receipt)
            {
                Interlocked.Increment(ref owner._lost);
                return;
            }
            inner.OnReceived(frame);
            if (frame.BodyCase == PeerFrame.BodyOneofCase.Echo)
                Interlocked.Increment(ref owner._echoes);
        }

        public void OnClosed(Exception? error) => inner.OnClosed(error);
    }
}
