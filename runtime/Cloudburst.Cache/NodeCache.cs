using Cloudburst.Cache.Freshness;
using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Sessions;
using Cloudburst.Cache.SharedMemory;
using Cloudburst.Cache.Table;
using Cloudburst.Cache.Writes;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Cache;

/// <summary>
/// The state next to the executors of one machine (Cloudburst (VLDB 2020) §4.2): reads are served from memory, misses fetched from the store,
/// writes merged here at once and stored behind the answer, and the store pushes new versions of what is held.
/// </summary>
/// <remarks>
/// <para>Executors reach it through a <see cref="NodeCacheEndpoint"/>; schedulers learn what it holds from a <see cref="CacheIndexReporter"/>.</para>
/// <para>It promises to its own clients: a write that was acknowledged is seen by every later read through this cache; what a cache has
/// shown of a key never goes back, unless the key expires; and what a flush has acknowledged is in the store. Between caches versions travel within
/// milliseconds by the update feed, and within <see cref="NodeCacheOptions.PollInterval"/> without one.</para>
/// <para>A key that ends by its time to live is seen to the end of <see cref="NodeCacheOptions.RepairInterval"/> by caches other than the writer's.</para>
/// <para>All members are thread-safe.</para>
/// </remarks>
public sealed class NodeCache : IAsyncDisposable
{
    private readonly NodeCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CacheMetrics _metrics;
    private readonly CacheTable _table;
    private readonly Interest _interest;
    private readonly UpdateFeedClient[] _feeds;
    private readonly Revalidator _revalidator;
    private readonly WriteBudget _budget;
    private readonly RequestLedger _ledger;
    private readonly PinRegistry _pins;
    private readonly Snapshots _snapshots;
    private readonly PeerCaches _peers;
    private readonly Lock _indexGate = new();
    private volatile Action<string>[] _indexListeners = [];
    private int _started;
    private int _disposed;

    /// <summary>Puts a cache together. It serves at once; <see cref="Start"/> connects it to the update feeds.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="store">The store. The cache does not dispose it.</param>
    /// <param name="clock">Gives the stamps of deletions; its node id must be unique among all writers.</param>
    /// <param name="feeds">The update feeds of the KVS nodes, each watched for every cached key; at most 64, none to poll instead.</param>
    /// <param name="connectPeer">Makes the connector to another machine's cache from its <see cref="NodeCacheOptions.PeerAddress"/>; without it no session may span machines.</param>
    /// <param name="time">The clock of waits and pauses; the system's by default.</param>
    /// <param name="logger">Told when the store or a feed is away; nobody by default.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, memory can't be shared where the settings say, or there are too many feeds.</exception>
    public NodeCache(
        NodeCacheOptions options, IKeyValueStore store, HybridClock clock,
        IReadOnlyList<ILinkConnector<WatchFrame, UpdateFrame>>? feeds = null, TimeProvider? time = null, ILogger<NodeCache>? logger = null,
        Func<string, ILinkConnector<CachePeerRequest, CachePeerReply>>? connectPeer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        options.Validate();
        feeds ??= [];
        if (feeds.Count > 64)
            throw new ArgumentException($"{feeds.Count} update feeds were given; a cache watches at most 64.", nameof(feeds));
        _options = options;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;

        _metrics = new CacheMetrics(options.NodeId);
        _table = new CacheTable(options.MemoryBytes, _metrics, _time);
        _table.Shared = SharedValues.TryStart(_table, options, _logger);
        _interest = new Interest(_table, SendInterest);
        var fetcher = new Fetcher(_table, store, options, _time, _logger)
        {
            Feeds = feeds.Count == 64 ? ulong.MaxValue : (1UL << feeds.Count) - 1,
        };
        var merger = new VersionMerger(_table, fetcher, _metrics, _time);
        var barrier = new FeedBarrier(_table, options.StoreTimeout);
        _revalidator = new Revalidator(_table, store, merger, () => HasFeed, BeforeRound, options, _time, _logger);
        _feeds = [.. feeds.Select((connector, i) => new UpdateFeedClient(
            $"update feed {i}", 1UL << i, connector, _table, merger.Apply, ResyncAll, FeedLost, _time, _logger))];
        barrier.Use(_feeds);
        merger.ResyncWanted = ResyncAll;
        merger.VerifyWanted = fetcher.MustVerify = _revalidator.Verify;
        if (feeds.Count > 0)
        {
            _table.InterestChanged = _interest.Changed;
            _table.SendInterest = _interest.Send;
        }

        _table.IndexChanged = OnIndexChanged;

        _budget = new WriteBudget(options);
        _ledger = new RequestLedger(_time);
        _pins = new PinRegistry(_table, options.PinLifetime, _time);
        Reads = new ReadPath(_table, fetcher, _interest.Send, _revalidator.ReadAgainAsync, _table.Shared, _metrics, _time);
        var pump = new WritePump(_table, store, fetcher, _budget, _ledger, options, _time, _logger, _stopping.Token);
        Writes = new WritePath(_table, pump, _budget, _ledger, Reads, _interest.Send, clock, options, _time);

        _snapshots = new Snapshots(_table, options, _time);
        _peers = new PeerCaches(connectPeer ?? NoPeers, options.PeerTimeout, _time);
        var fresh = new FreshReader(_table, store, fetcher, merger, barrier, _interest.Send, options, _time);
        SessionReads = new SessionReads(
            new RepeatableReads(_table, Reads, fresh, _snapshots, _peers, options),
            new CausalReads(_table, fresh, barrier, clock, _metrics, options, _time),
            fresh,
            _snapshots,
            options);
        CausalWrites = new CausalWriter(store, merger, fresh, _table, clock, options, _time);
        Transactions = new Transactions(store, merger, _table, clock, options, _time, _logger);
        LinearizableWrites = new LinearizableWrites(store, merger, _table, clock, options, _time);
        _metrics.Observe(() => _table.Bytes, () => _table.Shared?.Bytes ?? 0, () => _table.Count, () => _budget.Writes);

        void ResyncAll()
        {
            barrier.Break();
            _revalidator.Resync();
        }

        void FeedLost()
        {
            barrier.Break();
            _revalidator.Wake();
        }
    }

    /// <summary>The name of the machine.</summary>
    public string NodeId => _options.NodeId;

    /// <summary>The update feeds that are not connected; while there are any, their keys are polled.</summary>
    public IReadOnlyList<string> DisconnectedFeeds => [.. _feeds.Where(static feed => !feed.IsConnected).Select(static feed => feed.Name)];

    /// <summary>What the cache holds.</summary>
    public NodeCacheStatistics Statistics => new(_table.Count, _table.Bytes, _budget.Writes, _ledger.Count, _snapshots.Sessions);

    internal ReadPath Reads { get; }

    internal WritePath Writes { get; }

    internal SessionReads SessionReads { get; }

    internal CausalWriter CausalWrites { get; }

    internal LinearizableWrites LinearizableWrites { get; }

    internal Transactions Transactions { get; }

    internal SharedValues? Shared => _table.Shared;

    internal ILogger Logger => _logger;

    private bool HasFeed => _feeds.Length > 0 && Array.TrueForAll(_feeds, static feed => feed.IsConnected);

    /// <summary>Starts to follow the update feeds and to compare cached keys with the store. A second call does nothing.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            return;
        foreach (var feed in _feeds)
            feed.Start();
        _revalidator.Start();
    }

    /// <summary>Keeps a cached key in memory until the request releases it, or for <see cref="NodeCacheOptions.PinLifetime"/>.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether the key is cached, and so pinned now.</returns>
    public bool Pin(string requestId, string key) => _pins.Pin(requestId, key);

    /// <summary>Releases every key that a request has pinned.</summary>
    /// <param name="requestId">The request.</param>
    public void Release(string requestId)
    {
        _pins.Release(requestId);
        _table.Tidy();
    }

    /// <summary>
    /// Stops: takes no more writes, stores those that are pending for as long as <see cref="NodeCacheOptions.DrainTimeout"/> allows, and disconnects.
    /// Close the executors' links first, and after it the store.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (!await _budget.CloseAsync(_options.DrainTimeout, _time).ConfigureAwait(false))
            _logger.LogError("The cache of node {Node} stops with {Count} writes that the store did not take", NodeId, _budget.Writes);
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var feed in _feeds)
            await feed.DisposeAsync().ConfigureAwait(false);
        await _revalidator.DisposeAsync().ConfigureAwait(false);
        await _peers.DisposeAsync().ConfigureAwait(false);
        _table.Shared?.Dispose();
        _metrics.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Forgets the snapshots of a session that has ended, here and at the caches that it names.</summary>
    internal void EndSession(string session, IReadOnlyList<string> caches)
    {
        _snapshots.Release(session);
        foreach (var cache in caches)
        {
            if (cache != _options.PeerAddress)
                _ = _peers.ReleaseAsync(cache, session);
        }
    }

    internal ValueTask<ErrorInfo?> FlushAsync(string requestId) => _ledger.FlushAsync(requestId, _options.StoreTimeout);

    /// <summary>What schedulers may be told of a key: its size, or null when it is not cached.</summary>
    internal long? SizeOf(string key) =>
        _table.TryGet(key, out var entry) && entry.Value is { } value && !CapsuleMerge.IsInvisible(value) ? value.Length : null;

    internal IEnumerable<CachedKey> CachedKeys() =>
        from entry in _table.Entries
        let value = entry.Value
        where value is not null && !CapsuleMerge.IsInvisible(value)
        select new CachedKey { Key = entry.Key, Bytes = value.Length };

    /// <summary>Calls a listener, under the gate of the entry, whenever what schedulers should know of a key changes.</summary>
    internal void ListenToIndex(Action<string> listener)
    {
        lock (_indexGate)
            _indexListeners = [.. _indexListeners, listener];
    }

    internal void StopListening(Action<string> listener)
    {
        lock (_indexGate)
            _indexListeners = [.. _indexListeners.Where(other => other != listener)];
    }

    private static ILinkConnector<CachePeerRequest, CachePeerReply> NoPeers(string address) =>
        throw new LinkException($"this cache was started without a way to reach '{address}'");

    private void OnIndexChanged(string key)
    {
        foreach (var listener in _indexListeners)
            listener(key);
    }

    private void SendInterest(WatchFrame frame)
    {
        foreach (var feed in _feeds)
            feed.Send(frame);
    }

    private void BeforeRound()
    {
        _pins.ReleaseAbandoned();
        _snapshots.ReleaseAbandoned();
        _table.Shared?.Sweep();
        _table.Tidy();
        foreach (var feed in _feeds)
            feed.Repair();
    }
}
