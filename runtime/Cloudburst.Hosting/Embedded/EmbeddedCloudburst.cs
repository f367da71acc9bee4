using Cloudburst.Cache;
using Cloudburst.Client;
using Cloudburst.Executor;
using Cloudburst.Kvs;
using Cloudburst.Kvs.Feed;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler;
using Cloudburst.Scheduler.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Hosting.Embedded;

/// <summary>
/// The whole system in one process: the same store, caches, executors and scheduler as in a cluster, linked by method calls instead of sockets.
/// </summary>
public sealed class EmbeddedCloudburst : IAsyncDisposable
{
    private readonly EmbeddedKeyValueStore _store;
    private readonly UpdateHub _updates;
    private readonly SchedulerRole _scheduler;
    private readonly Dictionary<string, EmbeddedNode> _nodes = new(StringComparer.Ordinal);
    private readonly IEmbeddedNetwork? _network;
    private readonly Func<CloudburstClient> _newClient;
    private readonly CloudburstClient _client;

    private EmbeddedCloudburst(
        FunctionTable functions, EmbeddedOptions options, IServiceProvider services, TimeProvider time, ILoggerFactory loggers)
    {
        _network = options.Network;
        _store = EmbeddedKeyValueStore.Start(new KvsServerOptions { DataFolder = options.DataFolder, Durable = options.DataFolder is not null });
        _updates = new UpdateHub(_store, _store.Changes, logger: loggers.CreateLogger<UpdateHub>());
        var policy = (IPlacementPolicy?)services.GetService(typeof(IPlacementPolicy));
        _scheduler = new SchedulerRole(Reach("scheduler"), NewClock(time), options.Scheduler, policy, time, loggers.CreateLogger<SchedulerRole>());
        var feed = new InProcessConnector<WatchFrame, UpdateFrame>(new UpdateFeedEndpoint(_updates));
        for (var i = 0; i < options.Nodes; i++)
        {
            var node = new EmbeddedNode(i, this, feed, functions, options, services, options.ClockOfNode?.Invoke(i) ?? time, loggers);
            _nodes.Add(node.Id, node);
        }
        _newClient = () => new CloudburstClient(
            [("embedded", Between("client", "scheduler", new InProcessConnector<ClientFrame, GatewayFrame>(_scheduler.Clients)))],
            options.Client, time, loggers.CreateLogger<CloudburstClient>(), ConnectExecutor);
        _client = _newClient();
    }

    /// <summary>Calls the functions.</summary>
    public ICloudburstClient Client => _client;

    /// <summary>Where clients of other processes are let in.</summary>
    internal ILinkEndpoint<GatewayFrame, ClientFrame> Clients => _scheduler.Clients;

    /// <summary>Connects another client, which knows nothing of what the first one has registered. Its owner disposes it before the system.</summary>
    public ICloudburstClient NewClient() => _newClient();

    /// <summary>Starts the system.</summary>
    /// <param name="functions">The functions that its executors run.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="services">The services that functions may ask for; an <see cref="IPlacementPolicy"/> among them is the scheduler's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The logs.</param>
    /// <exception cref="KvsException">The store can't start: its folder can't be used.</exception>
    public static EmbeddedCloudburst Start(
        FunctionTable functions, EmbeddedOptions? options = null, IServiceProvider? services = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(functions);
        return new EmbeddedCloudburst(
            functions, options ?? new(), services ?? EmptyServices.Instance, time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance);
    }

    /// <summary>Ends an executor as a crash would: what runs on it is tried again elsewhere.</summary>
    /// <exception cref="ArgumentException">There is no such executor.</exception>
    public Task KillExecutorAsync(string executorId)
    {
        foreach (var node in _nodes.Values)
        {
            if (node.Executors.TryGetValue(executorId, out var executor))
            {
                node.Executors.Remove(executorId);
                return executor.StopAsync();
            }
        }
        throw new ArgumentException($"There is no executor '{executorId}'; there are {string.Join(", ", ExecutorIds)}", nameof(executorId));
    }

    /// <summary>The names of the executors.</summary>
    public IEnumerable<string> ExecutorIds => _nodes.Values.SelectMany(node => node.Executors.Keys);

    /// <summary>How many requests under repeatable read the machines' caches keep snapshots for; none once all have ended.</summary>
    public int OpenSessions => _nodes.Values.Sum(static node => node.Cache.Statistics.Sessions);

    /// <summary>Stops the system; writes that were acknowledged are in the store first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        foreach (var node in _nodes.Values)
            await node.DisposeAsync().ConfigureAwait(false);
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        await _updates.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static HybridClock NewClock(TimeProvider time) => new((ulong)Random.Shared.NextInt64(), time);

    private ILinkConnector<TSend, TReceive> Between<TSend, TReceive>(string from, string to, ILinkConnector<TSend, TReceive> connector)
        where TSend : class
        where TReceive : class => _network?.Between(from, to, connector) ?? connector;

    private IKeyValueStore Reach(string from) => _network?.Reach(from, _store) ?? _store;

    private ILinkConnector<PeerFrame, PeerFrame> ConnectPeer(string from, string address) => FindExecutor(address) is { } executor
        ? Between(from, address, new InProcessConnector<PeerFrame, PeerFrame>(executor.Peers))
        : new Unreachable<PeerFrame, PeerFrame>(address);

    private ILinkConnector<DirectFrame, DirectReply> ConnectExecutor(string address) => FindExecutor(address) is { } executor
        ? Between("client", address, new InProcessConnector<DirectFrame, DirectReply>(executor.Calls))
        : new Unreachable<DirectFrame, DirectReply>(address);

    private ExecutorRole? FindExecutor(string address)
    {
        foreach (var node in _nodes.Values)
        {
            if (node.Executors.TryGetValue(address, out var executor))
                return executor;
        }
        return null;
    }

    private ILinkConnector<CachePeerRequest, CachePeerReply> ConnectCache(string from, string address) => _nodes.TryGetValue(address, out var node)
        ? Between(from, address, new InProcessConnector<CachePeerRequest, CachePeerReply>(new CachePeerEndpoint(node.Cache)))
        : throw new LinkException($"there is no node '{address}'");

    /// <summary>One machine: a cache and its executors.</summary>
    private sealed class EmbeddedNode : IAsyncDisposable
    {
        private readonly NodeCache _cache;
        private readonly CacheIndexReporter _reporter;

        public EmbeddedNode(
            int number, EmbeddedCloudburst owner, ILinkConnector<WatchFrame, UpdateFrame> feed, FunctionTable functions, EmbeddedOptions options,
            IServiceProvider services, TimeProvider time, ILoggerFactory loggers)
        {
            var id = $"node-{number}";
            Id = id;
            _cache = new NodeCache(
                new NodeCacheOptions { NodeId = id, MemoryBytes = options.CacheBytes }, owner.Reach(id), NewClock(time), [owner.Between(id, "store", feed)],
                time, loggers.CreateLogger<NodeCache>(), address => owner.ConnectCache(id, address));
            _cache.Start();
            _reporter = new CacheIndexReporter(
                _cache, [owner.Between(id, "scheduler", new InProcessConnector<CacheReport, CacheReportAck>(owner._scheduler.Caches))], logger: loggers.CreateLogger<CacheIndexReporter>());
            _reporter.Start();
            var cache = new InProcessConnector<CacheRequest, CacheReply>(new NodeCacheEndpoint(_cache));
            var scheduler = new InProcessConnector<ExecutorFrame, SchedulerCommand>(owner._scheduler.Executors);
            for (var i = 0; i < options.ExecutorsPerNode; i++)
            {
                var name = $"{id}-executor-{i}";
                var executor = new ExecutorOptions
                {
                    ExecutorId = name,
                    NodeId = id,
                    Address = name,
                    Functions = functions,
                    Dags = [.. functions.Dags.Select(dag => DagMessages.ToTopology(dag.Shape))],
                    Workers = options.WorkersPerExecutor,
                    Resources = options.ResourcesOfNode?.Invoke(number) ?? [],
                    MemoryMB = options.FunctionMemoryMBOfNode?.Invoke(number) ?? 0,
                };
                Executors.Add(name, new ExecutorRole(
                    executor, [("embedded", owner.Between(name, "scheduler", scheduler))], owner.Between(name, id, cache),
                    address => owner.ConnectPeer(name, address), NewClock(time), services, time, loggers));
            }
        }

        public string Id { get; }

        public NodeCache Cache => _cache;

        public Dictionary<string, ExecutorRole> Executors { get; } = new(StringComparer.Ordinal);

        public async ValueTask DisposeAsync()
        {
            foreach (var executor in Executors.Values)
                await executor.DisposeAsync().ConfigureAwait(false);
            await _reporter.DisposeAsync().ConfigureAwait(false);
            await _cache.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Unreachable<TSend, TReceive>(string address) : ILinkConnector<TSend, TReceive>
    {
        public ValueTask<ILink<TSend>> ConnectAsync(Func<ILink<TSend>, ILinkReceiver<TReceive>> accept, CancellationToken cancellationToken) =>
            throw new LinkException($"There is no executor '{address}'");
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public static readonly EmptyServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
