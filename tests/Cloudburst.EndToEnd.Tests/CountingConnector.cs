using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Connects executors to a cache that may be replaced, and counts what they ask it for.</summary>
internal sealed class CountingConnector(Func<ILinkEndpoint<CacheReply, CacheRequest>> endpoint) : ILinkConnector<CacheRequest, CacheReply>
{
    private readonly Lock _gate = new();
    private readonly List<ILink<CacheRequest>> _links = [];
    private int _reads;
    private bool _broken;

    /// <summary>Reads that were calls.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public async ValueTask<ILink<CacheRequest>> ConnectAsync(
        Func<ILink<CacheRequest>, ILinkReceiver<CacheReply>> accept, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_broken)
                throw new LinkException("The cache is away");
        }
        ILink<CacheRequest>? counting = null;
        var link = await new InProcessConnector<CacheRequest, CacheReply>(endpoint()).ConnectAsync(
            inner => accept(counting = new CountingLink(this, inner)), cancellationToken);
        lock (_gate)
            _links.Add(link);
        return counting!;
    }

    /// <summary>Closes every link, and lets nobody connect.</summary>
    public async Task BreakAsync()
    {
        List<ILink<CacheRequest>> links;
        lock (_gate)
        {
            _broken = true;
            links = [.. _links];
            _links.Clear();
        }
        foreach (var link in links)
            await link.DisposeAsync();
    }

    public void Restore()
    {
        lock (_gate)
            _broken = false;
    }

    private sealed class CountingLink(CountingConnector owner, ILink<CacheRequest> inner) : ILink<CacheRequest>
    {
        public Task Closed => inner.Closed;

        public bool TrySend(CacheRequest frame)
        {
            if (frame.BodyCase == CacheRequest.BodyOneofCase.Read)
                Interlocked.Increment(ref owner._reads);
            return inner.TrySend(frame);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
