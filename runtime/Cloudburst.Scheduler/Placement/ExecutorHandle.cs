using System.Collections.Concurrent;
using System.Diagnostics;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;

namespace Cloudburst.Scheduler.Placement;

/// <summary>An attached executor, as this scheduler sees it.</summary>
/// <remarks>Thread-safe.</remarks>
[DebuggerDisplay("{Id,nq} on {NodeId,nq}, {InFlight} in flight")]
public sealed class ExecutorHandle
{
    /// <summary>How long an executor is passed over after its link refused a frame: it is full, or about to be found broken.</summary>
    internal static readonly TimeSpan RefusalPause = TimeSpan.FromMilliseconds(100);

    private readonly ILink<SchedulerCommand> _link;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _functions;
    private readonly ConcurrentDictionary<int, bool> _definedPlans = new();
    private int _inFlight;
    private double _utilization;
    private volatile bool _draining;
    private volatile bool _lost;
    private long _refusedAt = long.MinValue;

    internal ExecutorHandle(ExecutorHello hello, ILink<SchedulerCommand> link, TimeProvider time)
    {
        _link = link;
        _time = time;
        Hello = hello;
        _functions = new HashSet<string>(hello.Functions.Select(function => function.Name), StringComparer.Ordinal);
    }

    /// <summary>The executor's name.</summary>
    public string Id => Hello.ExecutorId;

    /// <summary>The machine whose cache it shares.</summary>
    public string NodeId => Hello.NodeId;

    /// <summary>Where its peers reach it.</summary>
    public string Address => Hello.Address;

    /// <summary>Invocations that it runs at a time.</summary>
    public int Workers => Hello.Workers;

    /// <summary>Requests placed here by this scheduler that have not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The share of the last report period in which its workers were busy, 0 to 1.</summary>
    public double Utilization => Volatile.Read(ref _utilization);

    /// <summary>Whether new requests may be placed here.</summary>
    public bool IsAvailable => !_draining && !_lost && !HasJustRefused;

    private bool HasJustRefused
    {
        get
        {
            var refusedAt = Volatile.Read(ref _refusedAt);
            return refusedAt != long.MinValue && _time.GetElapsedTime(refusedAt) < RefusalPause;
        }
    }

    internal ExecutorHello Hello { get; }

    internal bool IsLost => _lost;

    internal bool IsDisconnected => _link.Closed.IsCompleted;

    /// <summary>Whether the executor has a function.</summary>
    public bool Has(string function) => _functions.Contains(function);

    internal void Update(ExecutorStatus status)
    {
        Volatile.Write(ref _utilization, status.Utilization);
        if (status.Draining)
            _draining = true;
    }

    internal void MarkLost() => _lost = true;

    internal void Began() => Interlocked.Increment(ref _inFlight);

    internal void Ended() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Sends a schedule, preceded by its DAG the first time.</summary>
    internal bool TrySchedule(RegisteredDag dag, Schedule schedule)
    {
        // Marked after sending: two threads that use a plan first may both define it, which is harmless, but neither overtakes its definition.
        if (!_definedPlans.ContainsKey(dag.Plan))
        {
            if (!TrySend(new SchedulerCommand { DefineDag = new DefineDag { Plan = dag.Plan, Topology = dag.Topology } }))
                return false;
            _definedPlans.TryAdd(dag.Plan, true);
        }
        return TrySend(new SchedulerCommand { Schedule = schedule });
    }

    internal bool TrySend(SchedulerCommand command)
    {
        if (_link.TrySend(command))
            return true;
        Volatile.Write(ref _refusedAt, _time.GetTimestamp());
        return false;
    }
}
