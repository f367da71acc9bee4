using System.Buffers;
using System.Reflection;
using Cloudburst.Cache;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Executor.Tests;

/// <summary>An executor over a real cache and a real store; its scheduler and the other executors are played by the test.</summary>
internal sealed class ExecutorUnderTest : IAsyncDisposable
{
    public const string Id = "self";
    private const string OtherId = "other";
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly NodeCache _cache;
    private readonly SchedulerEnd _scheduler = new();
    private readonly CountingCache _frames;
    private readonly ILinkReceiver<PeerFrame> _peer;
    private int _plans;

    public ExecutorUnderTest(int workers = 4, int maxQueued = 10_000)
    {
        _cache = new NodeCache(new NodeCacheOptions { NodeId = "node" }, _store, NewClock(), [], TimeProvider.System, NullLogger<NodeCache>.Instance);
        _cache.Start();
        _frames = new CountingCache(new NodeCacheEndpoint(_cache));
        var options = new ExecutorOptions
        {
            ExecutorId = Id,
            NodeId = "node",
            Address = Id,
            Functions = FunctionTable.Create([Module()]),
            Workers = workers,
            MaxQueued = maxQueued,
            StatusPeriod = TimeSpan.FromMilliseconds(20),
        };
        Way = new BreakableConnector(new InProcessConnector<ExecutorFrame, SchedulerCommand>(_scheduler));
        Role = new ExecutorRole(
            options, [("test", Way)], new InProcessConnector<CacheRequest, CacheReply>(_frames),
            address => throw new LinkException($"Nobody is at {address}"), NewClock(), _services, TimeProvider.System, NullLoggerFactory.Instance);
        _peer = Role.Peers.Accept(new RecordingLink<PeerFrame>());
    }

    public ExecutorRole Role { get; }

    /// <summary>Its way to the scheduler.</summary>
    public BreakableConnector Way { get; }

    /// <summary>The keys that it has asked its cache for, read by read.</summary>
    public IReadOnlyCollection<string[]> Reads => _frames.Reads;

    /// <summary>What it has told its scheduler.</summary>
    public RecordingLink<ExecutorFrame> Told => _scheduler.Told;

    /// <summary>Waits until it is attached.</summary>
    public async Task<ExecutorUnderTest> AttachedAsync()
    {
        await Told.WaitForAsync(frame => frame.Hello is not null);
        await Told.WaitForAsync(frame => frame.Status is { CacheLost: false, WarmingUp: false });
        return this;
    }

    /// <summary>Writes a value that references can name.</summary>
    public async Task PutAsync<T>(string key, T value)
    {
        var capsule = new ArrayBufferWriter<byte>();
        Capsule.WriteLww(capsule, NewClock().Next(), Payload.Encode(value));
        await _store.JoinAsync(key, capsule.WrittenMemory);
    }

    /// <summary>Has it run a function by itself.</summary>
    public void Schedule(string requestId, string function, params ArgumentValue[] arguments) =>
        Schedule(requestId, attempt: 1, [function], schedule => schedule.Arguments.AddRange(arguments));

    /// <summary>Has it run a function by itself, for a caller who only looks for the outcome.</summary>
    public void Start(string requestId, string function, params ArgumentValue[] arguments) => Schedule(requestId, attempt: 1, [function], schedule =>
    {
        schedule.Arguments.AddRange(arguments);
        schedule.Options.ResultKey = ResultKeys.ForRequest(requestId);
    });

    /// <summary>Has it run a function that another part of a DAG follows, for a caller who only looks for the outcome.</summary>
    public void StartPart(string requestId, string function, int part, params ArgumentValue[] arguments) => Schedule(
        requestId,
        attempt: 1,
        [function],
        schedule =>
        {
            schedule.Arguments.AddRange(arguments);
            schedule.DagPart = part;
            schedule.Options.ResultKey = ResultKeys.ForRequest(requestId);
        },
        continues: true);

    /// <summary>Has it run the second function of a chain, whose first one runs elsewhere.</summary>
    public void ScheduleSecond(string requestId, string function, int attempt = 1) => Schedule(requestId, attempt, ["mark", function], static schedule =>
    {
        schedule.Locations.Add(new Location { ExecutorId = OtherId, Address = OtherId });
        schedule.Locations.Add(new Location { ExecutorId = Id, Address = Id });
        schedule.Placement.AddRange([0, 1]);
        schedule.Arguments.Add(Value("first"));
    });

    /// <summary>The other executor hands the first function's result on.</summary>
    public void Trigger(string requestId, string result, int attempt = 1) => _peer.OnReceived(new PeerFrame
    {
        Trigger = new Trigger { RequestId = requestId, Attempt = attempt, Source = 0, Value = ByteString.CopyFrom(Payload.Encode(result)) },
    });

    public void Send(SchedulerCommand command) => _scheduler.Send(command);

    /// <summary>What became of a request.</summary>
    public async Task<Outcome> OutcomeAsync(string requestId) =>
        (await Told.WaitForAsync(frame => frame.Completed?.RequestId == requestId)).Completed.Outcome;

    public static ArgumentValue Value<T>(T value) => new() { Value = ByteString.CopyFrom(Payload.Encode(value)) };

    public static ArgumentValue Reference(string key) => new() { Key = key };

    public async ValueTask DisposeAsync()
    {
        await Role.DisposeAsync();
        await _cache.DisposeAsync();
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    private void Schedule(string requestId, int attempt, string[] functions, Action<Schedule> place, bool continues = false)
    {
        var topology = new DagTopology { Name = functions.Length == 1 ? functions[0] : "chain", InputCount = functions.Length == 1 ? 10 : 1, Sink = functions.Length - 1, Continues = continues };
        var schedule = new Schedule
        {
            RequestId = requestId,
            Attempt = attempt,
            Plan = Interlocked.Increment(ref _plans),
            Options = new RequestOptions { DeadlineUnixMs = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeMilliseconds() },
        };
        place(schedule);
        for (var i = 0; i < functions.Length; i++)
        {
            var node = new DagNode { Function = functions[i], Label = functions[i] };
            if (i > 0)
                node.Bindings.Add(new ArgumentBinding { Node = i - 1 });
            else
                node.Bindings.AddRange(schedule.Arguments.Select((_, input) => new ArgumentBinding { Input = input }));
            topology.Nodes.Add(node);
        }
        Send(new SchedulerCommand { DefineDag = new DefineDag { Plan = schedule.Plan, Topology = topology } });
        Send(new SchedulerCommand { Schedule = schedule });
    }

    private static HybridClock NewClock() => new((ulong)Random.Shared.NextInt64(), TimeProvider.System);

    private static FunctionModule Module() =>
        (FunctionModule)Activator.CreateInstance(typeof(Calls).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;

    private sealed class SchedulerEnd : ILinkEndpoint<SchedulerCommand, ExecutorFrame>, ILinkReceiver<ExecutorFrame>
    {
        private ILink<SchedulerCommand>? _executor;

        public RecordingLink<ExecutorFrame> Told { get; } = new();

        public ILinkReceiver<ExecutorFrame> Accept(ILink<SchedulerCommand> peer)
        {
            _executor = peer;
            return this;
        }

        public void Send(SchedulerCommand command) => Assert.True(_executor!.TrySend(command));

        public void OnReceived(ExecutorFrame frame) => Told.TrySend(frame);

        public void OnClosed(Exception? error)
        {
        }
    }
}
