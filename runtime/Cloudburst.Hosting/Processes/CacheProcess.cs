using System.Collections.Concurrent;
using Cloudburst.Cache;
using Cloudburst.Hosting.Serving;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>The cache of a machine: outlives the machine's executors, so that new code or a crash does not make it cold.</summary>
internal sealed class CacheProcess(RoleSettings settings, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : RoleProcess(settings, lifetime, loggers)
{
    private readonly ConcurrentBag<GrpcChannel> _channels = [];
    private RedisKeyValueStore? _store;
    private PublishedUpdates? _published;
    private NodeCache? _cache;
    private CacheIndexReporter? _reporter;
    private WebApplication? _server;
    private WebApplication? _peerServer;

    protected override async Task StartRoleAsync(CancellationToken cancellationToken)
    {
        var listen = Listening;
        listen.Check();
        var peerListen = Settings.PeerListen is { } peers ? new ListenAddress("PeerListen", peers) : null;
        peerListen?.Check();
        var options = new NodeCacheOptions { NodeId = Settings.NodeId };
        if (Settings.PeerAdvertise is { } address)
            options = options with { PeerAddress = address };
        if (Settings.MemoryBytes is { } memory)
            options = options with { MemoryBytes = memory };
        options = options with
        {
            SharedMemoryFolder = SharedMemoryFolder.Choose(Settings.SharedMemory),
            SharedMemoryBytes = Settings.SharedMemoryBytes ?? options.SharedMemoryBytes,
        };
        var (feeds, schedulers) = (Settings.KvsUpdates, Settings.Schedulers);
        WaitFor("the store");
        _store = await StoreConnection.ConnectAsync(Settings, Logger, cancellationToken).ConfigureAwait(false);
        if (!_store.ServerMerges)
            _published = await PublishedUpdates.StartAsync(Settings, _store, Logger, cancellationToken).ConfigureAwait(false);
        _cache = new NodeCache(
            options,
            _store,
            new HybridClock((ulong)Random.Shared.NextInt64(), TimeProvider.System),
            _published is null ? [.. feeds.Select(address => Connectors.Updates(Open(address)))] : [_published.Connector],
            TimeProvider.System,
            Loggers.CreateLogger<NodeCache>(),
            ConnectPeer);
        _cache.Start();
        _reporter = new CacheIndexReporter(
            _cache,
            [.. schedulers.Select(address => Connectors.CacheIndex(Open(address)))],
            logger: Loggers.CreateLogger<CacheIndexReporter>());
        _reporter.Start();
        _server = await GrpcServer.StartAsync(
            listen,
            Loggers,
            services => services.AddSingleton<ILinkEndpoint<CacheReply, CacheRequest>>(new NodeCacheEndpoint(_cache)),
            app => app.MapGrpcService<CacheGatewayService>(),
            cancellationToken).ConfigureAwait(false);
        if (peerListen is not null)
        {
            _peerServer = await GrpcServer.StartAsync(
                peerListen,
                Loggers,
                services => services.AddSingleton<ILinkEndpoint<CachePeerReply, CachePeerRequest>>(new CachePeerEndpoint(_cache)),
                app => app.MapGrpcService<CachePeersService>(),
                cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task StopRoleAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        if (_peerServer is not null)
            await _peerServer.DisposeAsync().ConfigureAwait(false);
        if (_reporter is not null)
            await _reporter.DisposeAsync().ConfigureAwait(false);
        if (_cache is not null)
            await _cache.DisposeAsync().ConfigureAwait(false);
        if (_published is not null)
            await _published.DisposeAsync().ConfigureAwait(false);
        if (_store is not null)
            await _store.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _channels)
            channel.Dispose();
    }

    protected override IReadOnlyList<string> Missing()
    {
        var feeds = _cache?.DisconnectedFeeds ?? [];
        // While one node of a cluster of stores is away another has its keys, which are looked up instead of pushed until it is back.
        return [.. feeds.Count == Settings.KvsUpdates.Count ? feeds : [], .. _reporter?.DisconnectedSchedulers ?? []];
    }

    private ILinkConnector<CachePeerRequest, CachePeerReply> ConnectPeer(string address) => Uri.TryCreate(address, UriKind.Absolute, out _)
        ? Connectors.CachePeer(address)
        : throw new LinkException($"the cache '{address}' was started without {RoleSettings.Section}:PeerListen");

    private GrpcChannel Open(string address)
    {
        var channel = GrpcChannels.Open(address);
        _channels.Add(channel);
        return channel;
    }
}
