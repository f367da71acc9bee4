using Cloudburst.Protocol.Links;

namespace Cloudburst.Protocol.Tests.Links;

public sealed class LinkPoolTests
{
    private readonly List<Connector> _connectors = [];

    [Fact]
    public async Task Link_that_is_closed_is_forgotten_with_its_connector_and_opened_again()
    {
        await using var pool = Pool();
        var first = await pool.ConnectAsync("a", CancellationToken.None);
        Assert.Same(first, await pool.ConnectAsync("a", CancellationToken.None));
        await pool.ConnectAsync("b", CancellationToken.None);
        Assert.Equal((2, 0), (pool.Count, _connectors.Count(static connector => connector.IsDisposed)));

        await first.DisposeAsync();

        await UntilAsync(() => pool.Count == 1);
        await UntilAsync(() => _connectors[0].IsDisposed);
        Assert.False(_connectors[1].IsDisposed);
        Assert.NotSame(first, await pool.ConnectAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task Address_where_nobody_answers_is_forgotten()
    {
        await using var pool = Pool();
        for (var i = 0; i < 100; i++)
            await Assert.ThrowsAsync<LinkException>(() => pool.ConnectAsync($"nobody {i}", CancellationToken.None).AsTask());
        await UntilAsync(() => pool.Count == 0);
        Assert.All(_connectors, static connector => Assert.True(connector.IsDisposed));
    }

    [Fact]
    public async Task End_of_the_pool_closes_what_is_open()
    {
        var pool = Pool();
        var link = await pool.ConnectAsync("a", CancellationToken.None);
        await pool.DisposeAsync();
        Assert.True(link.Closed.IsCompleted);
        await UntilAsync(() => _connectors[0].IsDisposed);
    }

    private LinkPool<PeerFrame, PeerFrame, Kept> Pool() => new(
        address =>
        {
            var connector = new Connector(address);
            _connectors.Add(connector);
            return connector;
        },
        static (_, link) => new Kept(link),
        static _ => new Silent(),
        TimeProvider.System);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(1, deadline.Token);
    }

    private sealed class Kept(ILink<PeerFrame> link) : IPooledLink
    {
        public Task Closed => link.Closed;

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }

    private sealed class Connector(string address) : ILinkConnector<PeerFrame, PeerFrame>, IDisposable
    {
        private readonly InProcessConnector<PeerFrame, PeerFrame> _inner = new(new Endpoint());

        public bool IsDisposed { get; private set; }

        public ValueTask<ILink<PeerFrame>> ConnectAsync(Func<ILink<PeerFrame>, ILinkReceiver<PeerFrame>> accept, CancellationToken cancellationToken) =>
            address.StartsWith("nobody", StringComparison.Ordinal) ? throw new LinkException("Nobody is there") : _inner.ConnectAsync(accept, cancellationToken);

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Endpoint : ILinkEndpoint<PeerFrame, PeerFrame>
    {
        public ILinkReceiver<PeerFrame> Accept(ILink<PeerFrame> peer) => new Silent();
    }

    private sealed class Silent : ILinkReceiver<PeerFrame>
    {
        public void OnReceived(PeerFrame frame)
        {
        }

        public void OnClosed(Exception? error)
        {
        }
    }
}
