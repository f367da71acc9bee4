using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>A way to an update feed that can be interrupted, and on which pushes can be lost.</summary>
internal sealed class SwitchableFeed(ILinkEndpoint<UpdateFrame, WatchFrame> endpoint) : ILinkConnector<WatchFrame, UpdateFrame>
{
    private readonly InProcessConnector<WatchFrame, UpdateFrame> _inner = new(endpoint);
    private readonly List<ILink<WatchFrame>> _links = [];
    private readonly List<Filter> _filters = [];
    private readonly ConcurrentQueue<Action> _held = new();
    private volatile bool _losesPushes;
    private readonly ConcurrentQueue<Action> _heldFrames = new();
    private volatile bool _holdsWatches;
    private volatile bool _holdsFrames;

    public bool IsDown { get; set; }

    /// <summary>Keeps what caches want to watch from the feed, as a slow network would.</summary>
    public void HoldWatches() => _holdsWatches = true;

    public void ReleaseWatches()
    {
        _holdsWatches = false;
        while (_held.TryDequeue(out var send))
            send();
    }

    /// <summary>Keeps what the feed sends on its way, as a slow network would.</summary>
    public void HoldFrames() => _holdsFrames = true;

    public void ReleaseFrames()
    {
        _holdsFrames = false;
        while (_heldFrames.TryDequeue(out var deliver))
            deliver();
    }

    /// <summary>How many frames are held.</summary>
    public int HeldFrames => _heldFrames.Count;

    /// <summary>Swallows every version that is pushed, and acknowledges it as if it had arrived.</summary>
    public bool LosesPushes
    {
        get => _losesPushes;
        set => _losesPushes = value;
    }

    public async ValueTask<ILink<WatchFrame>> ConnectAsync(
        Func<ILink<WatchFrame>, ILinkReceiver<UpdateFrame>> accept, CancellationToken cancellationToken)
    {
        if (IsDown)
            throw new LinkException("The feed is down because a test says so; wait for the test.");
        var link = await _inner.ConnectAsync(link => new Filter(this, link, accept(link)), cancellationToken);
        lock (_links)
            _links.Add(link);
        return new SlowLink(this, link);
    }

    public async Task InterruptAsync()
    {
        ILink<WatchFrame>[] links;
        lock (_links)
        {
            links = [.. _links];
            _links.Clear();
        }

        foreach (var link in links)
            await link.DisposeAsync();
    }

    /// <summary>Tells every cache that pushes were lost.</summary>
    public void Resync()
    {
        Filter[] filters;
        lock (_filters)
            filters = [.. _filters];
        foreach (var filter in filters)
            filter.OnReceived(new UpdateFrame { Resync = true });
    }

    private sealed class SlowLink(SwitchableFeed feed, ILink<WatchFrame> inner) : ILink<WatchFrame>
    {
        public Task Closed => inner.Closed;

        public bool TrySend(WatchFrame frame)
        {
            if (!feed._holdsWatches)
                return inner.TrySend(frame);
            feed._held.Enqueue(() => inner.TrySend(frame));
            return true;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Filter : ILinkReceiver<UpdateFrame>
    {
        private readonly SwitchableFeed _feed;
        private readonly ILink<WatchFrame> _link;
        private readonly ILinkReceiver<UpdateFrame> _inner;

        public Filter(SwitchableFeed feed, ILink<WatchFrame> link, ILinkReceiver<UpdateFrame> inner)
        {
            (_feed, _link, _inner) = (feed, link, inner);
            lock (feed._filters)
                feed._filters.Add(this);
        }

        public void OnReceived(UpdateFrame frame)
        {
            if (_feed._holdsFrames)
                _feed._heldFrames.Enqueue(() => _inner.OnReceived(frame));
            else if (_feed.LosesPushes && !frame.Resync && frame.Updates.Any(update => !update.Capsule.IsEmpty))
                _link.TrySend(new WatchFrame());
            else
                _inner.OnReceived(frame);
        }

        public void OnClosed(Exception? error) => _inner.OnClosed(error);
    }
}
