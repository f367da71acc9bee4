using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Placement.Policies;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Scheduler.Tests.Placement;

/// <summary>Executors and caches that are only data, a clock that stands still, and a policy that places requests on them.</summary>
internal sealed class PlacementUnderTest
{
    private readonly Machines _machines = new();
    private readonly CacheLocations _caches;
    private readonly ExecutorDirectory _executors = new();
    private readonly FunctionTimes _times = new();
    private readonly SchedulerOptions _options;
    private readonly Placer _placer;

    public PlacementUnderTest(PlacementPolicyKind kind, int seed = 1)
        : this(new SchedulerOptions { Placement = kind, Seed = seed })
    {
    }

    public PlacementUnderTest(SchedulerOptions options, IPlacementPolicy? policy = null)
    {
        _options = options;
        _caches = new CacheLocations(_machines);
        _placer = new Placer(policy ?? PlacementPolicies.Create(options, _machines), _executors, _caches, _times, options, NullLogger.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecordingLink<SchedulerCommand> Link { get; } = new();

    /// <summary>Attaches an executor.</summary>
    public ExecutorHandle Attach(string id, string node, int workers = 4, params string[] functions)
    {
        var hello = new ExecutorHello { ExecutorId = id, NodeId = node, Address = id, Workers = workers };
        foreach (var function in functions.DefaultIfEmpty("f"))
            hello.Functions.Add(new FunctionInfo { Name = function });
        var executor = new ExecutorHandle(hello, Link, _machines.Enter(node), _options, Time);
        _executors.Add(executor);
        return executor;
    }

    /// <summary>Attaches an executor with a function that asks for something.</summary>
    public ExecutorHandle Attach(string id, string node, int memoryMB, FunctionInfo function)
    {
        var hello = new ExecutorHello { ExecutorId = id, NodeId = node, Address = id, Workers = 4, MemoryMb = memoryMB };
        hello.Functions.Add(function);
        var executor = new ExecutorHandle(hello, Link, _machines.Enter(node), _options, Time);
        _executors.Add(executor);
        return executor;
    }

    /// <summary>Attaches as many executors as asked for, each on a machine of its own.</summary>
    public ExecutorHandle[] AttachMany(int count, int workers = 4) =>
        [.. Enumerable.Range(0, count).Select(i => Attach($"e{i}", $"n{i}", workers))];

    /// <summary>A machine's cache reports keys.</summary>
    public void Cache(string node, params (string Key, long Bytes)[] keys)
    {
        var report = new CacheReport { NodeId = node };
        report.Added.AddRange(keys.Select(key => new CachedKey { Key = key.Key, Bytes = key.Bytes }));
        _caches.Apply(report, this);
    }

    /// <summary>Executors have reported how long a function runs.</summary>
    public void Ran(string function, TimeSpan mean) =>
        _times.Update(new ExecutorStatus { Functions = { new FunctionLoad { Function = function, Calls = 1, BusyMicros = (long)mean.TotalMicroseconds } } });

    /// <summary>Places a call of <c>f</c> with references.</summary>
    public ExecutorHandle Place(params string[] keys) => Place(Dags.Function("f", keys.Length), keys)[0];

    public ExecutorHandle[] Place(RegisteredDag dag, params string[] keys) =>
        TryPlace(dag, keys) ?? throw new InvalidOperationException("There is no candidate");

    public ExecutorHandle[]? TryPlace(RegisteredDag dag, params string[] keys) =>
        TryPlace(dag, (IReadOnlyList<ArgumentValue>)[.. keys.Select(key => new ArgumentValue { Key = key })]);

    public ExecutorHandle[]? TryPlace(RegisteredDag dag, IReadOnlyList<ArgumentValue> arguments) => _placer.TryPlace(dag, arguments);
}

/// <summary>DAGs by hand.</summary>
internal static class Dags
{
    /// <summary>One function with as many arguments.</summary>
    public static RegisteredDag Function(string name, int inputs) => Of(inputs, (name, [.. Enumerable.Range(0, inputs).Select(i => -1 - i)]));

    /// <summary>Functions, each fed by the one before.</summary>
    public static RegisteredDag Chain(params string[] functions) => Of(0, [.. functions.Select((name, i) => (name, i == 0 ? Array.Empty<int>() : [i - 1]))]);

    /// <summary>Nodes with their sources: a node's number, or -1, -2 … for the first, second … argument of the call.</summary>
    public static RegisteredDag Of(int inputs, params (string Function, int[] Sources)[] nodes)
    {
        var topology = new DagTopology { Name = "dag", InputCount = inputs, Sink = nodes.Length - 1 };
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = new DagNode { Function = nodes[i].Function, Label = $"{i}" };
            node.Bindings.AddRange(nodes[i].Sources.Select(source => source < 0 ? new ArgumentBinding { Input = -1 - source } : new ArgumentBinding { Node = source }));
            topology.Nodes.Add(node);
        }
        return new RegisteredDag(topology);
    }
}
