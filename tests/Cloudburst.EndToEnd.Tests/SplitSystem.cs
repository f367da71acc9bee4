using System.Collections.Concurrent;
using System.Reflection;
using Cloudburst.Cache;
using Cloudburst.Client;
using Cloudburst.Executor;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler;
using Cloudburst.Scheduler.Placement;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Two executors that share every DAG, with links between them that can be broken, and a client that keeps each frame it is sent.</summary>
internal sealed class SplitSystem : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly ConcurrentDictionary<string, ExecutorRole> _executors = new();
    private readonly SchedulerRole _scheduler;
    private readonly NodeCache _cache;
    private readonly ILinkReceiver<ClientFrame> _client;

    private SplitSystem()
    {
        Peers = new LossyConnector(address => _executors[address].Peers);
        _scheduler = new SchedulerRole(_store, NewClock(), new SchedulerOptions(), new EachNodeElsewhere(), TimeProvider.System, NullLogger<SchedulerRole>.Instance);
        _cache = new NodeCache(new NodeCacheOptions { NodeId = "node" }, _store, NewClock(), [], TimeProvider.System, NullLogger<NodeCache>.Instance);
        _cache.Start();
        foreach (var id in new[] { "first", "second" })
            _executors[id] = Start(id);
        _client = _scheduler.Clients.Accept(new AnswerLink(Answers));
    }

    public ConcurrentQueue<GatewayFrame> Answers { get; } = new();

    public LossyConnector Peers { get; }

    public bool IsIdle => _scheduler.InFlight == 0;

    public static async Task<SplitSystem> StartAsync(params Dag[] dags)
    {
        var system = new SplitSystem();
        await Eventually.IsTrueAsync(() => Task.FromResult(system._scheduler.AttachedExecutors.Count == 2));
        foreach (var dag in dags)
            system._client.OnReceived(new ClientFrame { Id = 1, RegisterDag = DagMessages.ToTopology(dag.Shape) });
        await system.AnsweredAsync(dags.Length);
        Assert.All(system.Answers, answer => Assert.NotNull(answer.Done));
        system.Answers.Clear();
        return system;
    }

    /// <summary>Calls a DAG, with a deadline that no test waits for.</summary>
    public void Call(string id, Dag dag, params byte[][] arguments)
    {
        var call = new Call
        {
            RequestId = id,
            Dag = dag.Name,
            Options = new RequestOptions { DeadlineUnixMs = (DateTimeOffset.UtcNow + Deadline).ToUnixTimeMilliseconds() },
        };
        call.Arguments.AddRange(arguments.Select(argument => new ArgumentValue { Value = ByteString.CopyFrom(argument) }));
        _client.OnReceived(new ClientFrame { Id = 1, Call = call });
    }

    /// <summary>A client that calls executors directly where it has a lease.</summary>
    public CloudburstClient NewClient() => new(
        [("scheduler", new InProcessConnector<ClientFrame, GatewayFrame>(_scheduler.Clients))],
        connectExecutor: address => new InProcessConnector<DirectFrame, DirectReply>(_executors[address].Calls));

    /// <summary>Makes an executor take nothing more, and waits for what it runs.</summary>
    public Task DrainAsync(string executor) => _executors[executor].DrainAsync();

    public Task AnsweredAsync(int count) => Eventually.IsTrueAsync(() => Task.FromResult(Answers.Count >= count));

    public async ValueTask DisposeAsync()
    {
        foreach (var executor in _executors.Values)
            await executor.StopAsync();
        await _cache.DisposeAsync();
        await _scheduler.DisposeAsync();
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static HybridClock NewClock() => new((ulong)Random.Shared.NextInt64(), TimeProvider.System);

    private static FunctionModule Module() =>
        (FunctionModule)Activator.CreateInstance(typeof(TestFunctions).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;

    private ExecutorRole Start(string id) => new(
        new ExecutorOptions
        {
            ExecutorId = id,
            NodeId = "node",
            Address = id,
            Functions = FunctionTable.Create([Module()]),
            StatusPeriod = TimeSpan.FromMilliseconds(50),
        },
        [("scheduler", new InProcessConnector<ExecutorFrame, SchedulerCommand>(_scheduler.Executors))],
        new InProcessConnector<CacheRequest, CacheReply>(new NodeCacheEndpoint(_cache)),
        Peers.To,
        NewClock(),
        _services,
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private sealed class AnswerLink(ConcurrentQueue<GatewayFrame> answers) : ILink<GatewayFrame>
    {
        public Task Closed { get; } = new TaskCompletionSource().Task;

        public bool TrySend(GatewayFrame frame)
        {
            answers.Enqueue(frame);
            return true;
        }

        public ValueTask DisposeAsync() => default;
    }

    /// <summary>Puts neighbours in the DAG on different executors.</summary>
    private sealed class EachNodeElsewhere : IPlacementPolicy
    {
        public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
        {
            for (var node = 0; node < placement.Length; node++)
            {
                var candidates = request.CandidatesOf(node);
                placement[node] = candidates[node % candidates.Length];
            }
        }
    }
}
