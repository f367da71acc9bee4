using System.Text.Json;
using Cloudburst.Benchmarks.Measuring;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Placement.Policies;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Benchmarks.Workloads;

/// <summary>How long a scheduler thinks: one decision among 200 executors on 50 machines, whose caches hold 10,000 keys. Nothing is sent.</summary>
internal sealed class Scheduling : Workload
{
    private const int Executors = 200;
    private const int NodeCount = 50;
    private const int Keys = 10_000;
    private const int References = 10;

    /// <summary>Every machine caches these.</summary>
    private const int HotKeys = 100;

    private const int Calls = 4_096;
    private static readonly TimeSpan RunTime = TimeSpan.FromMilliseconds(5);

    public override string Name => "schedule";

    public override string Description => "One placement decision among 200 executors and 10,000 cached keys, by each policy.";

    public override IReadOnlyList<ITarget> Targets =>
        [.. Enum.GetValues<PlacementPolicyKind>().SelectMany(kind => Variants(kind).Select(variant => new Limit(("cloudburst", variant.Name), 20)))];

    public override Task<IReadOnlyList<Contender>> StartAsync(bool quick, CancellationToken cancellationToken)
    {
        var contenders = new List<Contender>();
        foreach (var kind in Enum.GetValues<PlacementPolicyKind>())
        {
            foreach (var (name, dag, hot, busy) in Variants(kind))
                contenders.Add(Create(kind, name, dag, hot, busy));
        }
        return Task.FromResult<IReadOnlyList<Contender>>(contenders);
    }

    private static IEnumerable<(string Name, RegisteredDag Dag, bool Hot, bool Busy)> Variants(PlacementPolicyKind kind)
    {
        var name = JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
        yield return ($"{name}/function", Function(), Hot: false, Busy: false);
        yield return ($"{name}/dag", Chain(), Hot: false, Busy: false);
        if (kind is not (PlacementPolicyKind.Locality or PlacementPolicyKind.EarliestFinishTime))
            yield break;
        yield return ($"{name}/function-hot", Function(), Hot: true, Busy: false);
        yield return ($"{name}/function-busy", Function(), Hot: false, Busy: true);
    }

    private static Contender Create(PlacementPolicyKind kind, string variant, RegisteredDag dag, bool hot, bool busy)
    {
        var random = new Random(1);
        // Whoever is too busy stays so for the whole run.
        var options = new SchedulerOptions { Placement = kind, BackOffPeriod = TimeSpan.FromDays(1) };
        var machines = new Machines();
        var caches = new CacheLocations(machines);
        var directory = new ExecutorDirectory();
        var times = new FunctionTimes();
        for (var i = 0; i < Executors; i++)
        {
            var hello = new ExecutorHello { ExecutorId = $"executor-{i}", NodeId = $"node-{i % NodeCount}", Address = $"executor-{i}", Workers = 32 };
            hello.Functions.Add(new FunctionInfo { Name = "first" });
            hello.Functions.Add(new FunctionInfo { Name = "second" });
            var executor = new ExecutorHandle(hello, new Nowhere(), machines.Enter(hello.NodeId), options, TimeProvider.System);
            var status = new ExecutorStatus { Utilization = busy && i % 3 == 0 ? 0.9 : 0.3 };
            status.Functions.Add(new FunctionLoad { Function = "first", Calls = 1, BusyMicros = (long)RunTime.TotalMicroseconds });
            status.Functions.Add(new FunctionLoad { Function = "second", Calls = 1, BusyMicros = (long)RunTime.TotalMicroseconds });
            executor.Update(status);
            times.Update(status);
            for (var running = random.Next(8); running > 0; running--)
                executor.Began();
            directory.Add(executor);
        }
        for (var node = 0; node < NodeCount; node++)
        {
            var report = new CacheReport { NodeId = $"node-{node}" };
            for (var key = 0; key < Keys; key++)
            {
                // What is not hot lies on two machines.
                if (key < HotKeys || key % NodeCount == node || key * 7 % NodeCount == node)
                    report.Added.Add(new CachedKey { Key = $"key-{key}", Bytes = 1_000 + (key % 977) });
            }
            caches.Apply(report, report.NodeId);
        }
        var calls = Enumerable.Range(0, Calls).Select(_ => Enumerable.Range(0, References)
            .Select(_ => new ArgumentValue { Key = $"key-{(hot ? random.Next(HotKeys) : random.Next(Keys))}" }).ToArray()).ToArray();
        var placer = new Placer(PlacementPolicies.Create(options, machines), directory, caches, times, options, NullLogger.Instance);
        var next = 0;
        return new Contender("cloudburst", variant, 1, _ =>
        {
            var placement = placer.TryPlace(dag, calls[next++ % Calls]);
            if (placement is null || Array.Exists(placement, static executor => executor is null))
                throw new InvalidOperationException("A function was not placed");
            return default;
        });
    }

    private static RegisteredDag Function()
    {
        var node = new DagNode { Function = "first", Label = "first" };
        node.Bindings.AddRange(Enumerable.Range(0, References).Select(input => new ArgumentBinding { Input = input }));
        return new RegisteredDag(new DagTopology { Name = "function", InputCount = References, Nodes = { node } });
    }

    private static RegisteredDag Chain()
    {
        var dag = Function().Topology;
        dag.Name = "dag";
        dag.Nodes.Add(new DagNode { Function = "second", Label = "second", Bindings = { new ArgumentBinding { Node = 0 } } });
        dag.Sink = 1;
        return new RegisteredDag(dag);
    }

    /// <summary>Nothing is sent, so nothing arrives.</summary>
    private sealed class Nowhere : ILink<SchedulerCommand>
    {
        public Task Closed { get; } = new TaskCompletionSource().Task;

        public bool TrySend(SchedulerCommand frame) => false;

        public ValueTask DisposeAsync() => default;
    }
}
