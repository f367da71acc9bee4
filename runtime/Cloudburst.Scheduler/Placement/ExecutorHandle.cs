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
    private int _suspects;
    private double _utilization;
    private int _queued;
    private double _meanRunMicros;
    private volatile bool _cacheLost;
    private volatile bool _warmingUp;
    private volatile bool _draining;
    private bool _lost;
    private long _refusedAt = long.MinValue;

    internal ExecutorHandle(ExecutorHello hello, ILink<SchedulerCommand> link, Machine machine, SchedulerOptions options, TimeProvider time)
    {
        _link = link;
        _time = time;
        Hello = hello;
        Machine = machine;
        Occupancy = new Occupancy(hello);
        BackPressure = new BackPressure(options, Math.Max(1, hello.Workers), time);
        _functions = new HashSet<string>(hello.Functions.Where(Runs).Select(function => function.Name), StringComparer.Ordinal);
    }

    /// <summary>The executor's name.</summary>
    public string Id => Hello.ExecutorId;

    /// <summary>The machine whose cache it shares.</summary>
    public string NodeId => Hello.NodeId;

    /// <summary>Where its peers reach it.</summary>
    public string Address => Hello.Address;

    /// <summary>Invocations that it runs at a time.</summary>
    public int Workers => Math.Max(1, Hello.Workers);

    /// <summary>Requests placed here by this scheduler that have not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The share of the last report period in which its workers were busy, 0 to 1.</summary>
    public double Utilization => Volatile.Read(ref _utilization);

    /// <summary>Invocations that waited for a worker there at its last report, whoever placed them.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Requests placed here by this scheduler that have not ended, for each worker.</summary>
    public double Load => (double)InFlight / Workers;

    /// <summary>How long an invocation took there on average in its last reports; zero while it has reported none.</summary>
    public TimeSpan MeanRunTime => TimeSpan.FromMicroseconds(Volatile.Read(ref _meanRunMicros));

    /// <summary>Whether new requests may be placed here: it neither leaves nor is lost, and takes what it is sent.</summary>
    internal bool IsAvailable => !_draining && !IsLost && !HasJustRefused;

    /// <summary>Whether it reaches its machine's cache.</summary>
    public bool HasCache => !_cacheLost;

    /// <summary>Whether it takes no new requests because it leaves.</summary>
    internal bool IsDraining => _draining;

    /// <summary>Whether it can work at once: it has its cache, and the objects that are to be there before the first call.</summary>
    public bool IsReady => !_cacheLost && !_warmingUp;

    private bool HasJustRefused
    {
        get
        {
            var refusedAt = Volatile.Read(ref _refusedAt);
            return refusedAt != long.MinValue && _time.GetElapsedTime(refusedAt) < RefusalPause;
        }
    }

    internal ExecutorHello Hello { get; }

    internal Machine Machine { get; }

    internal BackPressure BackPressure { get; }

    internal Occupancy Occupancy { get; }

    internal bool IsLost => Volatile.Read(ref _lost);

    internal bool IsDisconnected => _link.Closed.IsCompleted;

    /// <summary>Whether this executor has less to do than another, for the workers that it has.</summary>
    public bool IsLessLoadedThan(ExecutorHandle other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (long)InFlight * other.Workers < (long)other.InFlight * Workers;
    }

    /// <summary>The labels that it has; functions that ask for another one are not placed there.</summary>
    public IReadOnlyList<string> Resources => Hello.Resources;

    /// <summary>The memory that it has for functions, in MB; 0 where it does not say.</summary>
    public int MemoryMB => Hello.MemoryMb;

    /// <summary>Whether it runs a function that it has: it may lack the resource that the function asks for, or the memory.</summary>
    internal bool Runs(FunctionInfo function) => (function.Resource.Length == 0 || Hello.Resources.Contains(function.Resource)) && Occupancy.CanFit(function);

    /// <summary>Whether the executor has a function, and the resource and the memory that it asks for.</summary>
    public bool Has(string function) => _functions.Contains(function);

    internal void Update(ExecutorStatus status)
    {
        Volatile.Write(ref _utilization, status.Utilization);
        Volatile.Write(ref _queued, status.Queued);
        BackPressure.Report(status.Utilization);
        Occupancy.Report(status);
        if (status.DirectCalls > 0)
            BackPressure.Count((int)Math.Min(status.DirectCalls, int.MaxValue));
        long calls = 0, micros = 0;
        foreach (var function in status.Functions)
        {
            calls += function.Calls;
            micros += function.BusyMicros;
        }
        if (calls > 0)
            Volatile.Write(ref _meanRunMicros, FunctionTimes.Blend(_meanRunMicros, (double)micros / calls));
        _cacheLost = status.CacheLost;
        _draining = status.Draining;
        _warmingUp = status.WarmingUp;
    }

    /// <summary>Takes it for lost; only the first caller is told so.</summary>
    internal bool TryLose() => !Interlocked.Exchange(ref _lost, true);

    /// <summary>Whether it has a request that it may die of, as others have before.</summary>
    internal bool HasSuspects => Volatile.Read(ref _suspects) > 0;

    internal void Began(bool isSuspect = false)
    {
        Interlocked.Increment(ref _inFlight);
        if (isSuspect)
            Interlocked.Increment(ref _suspects);
        BackPressure.Count();
    }

    internal void Ended(bool wasSuspect = false)
    {
        Interlocked.Decrement(ref _inFlight);
        if (wasSuspect)
            Interlocked.Decrement(ref _suspects);
    }

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
