using Cloudburst.Kvs;
using Cloudburst.Kvs.Feed;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Cache.Tests.Support;

/// <summary>One store with its update feed, and as many caches as a test asks for.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly Lock Starting = new();
    private readonly EmbeddedKeyValueStore _store;
    private readonly List<NodeCache> _caches = [];
    private readonly List<Executor> _executors = [];
    private readonly UpdateHub _hub;
    private ulong _nodes = 1000;

    public Cluster(UpdateHubOptions? hubOptions = null)
    {
        // The engine fills tables of its own when it starts, without a lock.
        lock (Starting)
            _store = EmbeddedKeyValueStore.Start();
        _hub = new UpdateHub(_store, _store.Changes, hubOptions);
        Feed = new SwitchableFeed(new UpdateFeedEndpoint(_hub));
    }

    /// <summary>The store itself, beside every cache.</summary>
    public EmbeddedKeyValueStore Store => _store;

    public SwitchableFeed Feed { get; }

    public UpdateHub Hub => _hub;

    public TestStore NewTestStore() => new(_store);

    public (NodeCache Cache, Executor Executor) AddNode(
        IKeyValueStore? store = null, bool withFeed = true, Func<NodeCacheOptions, NodeCacheOptions>? configure = null)
    {
        var node = _nodes++;
        var options = new NodeCacheOptions { NodeId = $"node-{node}" };
        var cache = new NodeCache(configure?.Invoke(options) ?? options, store ?? _store, new HybridClock(node, TimeProvider.System),
            withFeed ? [Feed] : []);
        _caches.Add(cache);
        cache.Start();
        // Over an in-process link this completes on the spot.
        var executor = Executor.ConnectAsync(cache).GetAwaiter().GetResult();
        _executors.Add(executor);
        return (cache, executor);
    }

    /// <summary>A node that reads the store only when its executor makes it, for tests that count.</summary>
    public (NodeCache Cache, Executor Executor) AddQuietNode(IKeyValueStore store, Func<NodeCacheOptions, NodeCacheOptions>? configure = null) =>
        AddNode(store, withFeed: false, options => (configure?.Invoke(options) ?? options) with { PollInterval = TimeSpan.FromHours(1) });

    public async Task<(NodeCache Cache, Executor Executor)> AddConnectedNodeAsync(
        IKeyValueStore? store = null, Func<NodeCacheOptions, NodeCacheOptions>? configure = null)
    {
        var node = AddNode(store, withFeed: true, configure);
        await Eventually.True(() => node.Cache.DisconnectedFeeds.Count == 0, "the cache is connected to the update feed");
        return node;
    }

    public async Task<long> StoredCountAsync(string key)
    {
        var entry = await _store.GetAsync(key);
        return entry.HasValue ? Capsule.Decode<PnCounter>(entry.Capsule).Value : 0;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in _executors)
            await executor.DisposeAsync();
        foreach (var cache in _caches)
            await cache.DisposeAsync();
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }
}
