using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Sessions;
using Cloudburst.Shared;

namespace Cloudburst.Executor.Runs;

/// <summary>One attempt at one request, as far as it runs here. Thread-safe.</summary>
internal sealed partial class RequestRun
{
    private readonly Lock _gate = new();
    private RunTokens? _tokens;
    private ResultStream? _stream;
    private Dictionary<int, MapRun>? _maps;
    private HashSet<int>? _shares;
    private readonly List<WorkerUse> _active = [];
    private bool _ended;
    private bool _cancelledByCaller;

    public RequestRun(Schedule schedule, Plan plan, int self, ILink<ExecutorFrame> scheduler)
    {
        Schedule = schedule;
        Plan = plan;
        Self = self;
        Scheduler = scheduler;
        _results = new NodeResult[plan.Functions.Length];
        _missing = [.. plan.Sources];
        Key = new RunKey(schedule.RequestId, schedule.Scheduler, schedule.Attempt, schedule.DagPart);
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds(schedule.Options.DeadlineUnixMs);
        Earlier = schedule.Session is { } session && KeepsSession ? SessionMessages.ToRecord(session) : null;
    }

    public Schedule Schedule { get; }

    /// <summary>Takes the results, where the caller takes a stream.</summary>
    public ResultStream StreamOf(TimeProvider time) => LazyInitializer.EnsureInitialized(ref _stream, () => new ResultStream(this, time));

    public Plan Plan { get; }

    /// <summary>The scheduler that placed it, and waits for its outcome.</summary>
    public ILink<ExecutorFrame> Scheduler { get; }

    public RunKey Key { get; }

    public string RequestId => Schedule.RequestId;

    public int Attempt => Schedule.Attempt;

    /// <summary>For whom it runs.</summary>
    public Caller Caller => new(Schedule.Options.Caller, (CallPriority)Schedule.Options.Priority);

    /// <summary>Whether the request may have run before, at this scheduler or another.</summary>
    public bool IsRetry => Attempt > 1 || Schedule.Options.Repeated;

    public DateTimeOffset Deadline { get; }

    /// <summary>This executor's place among the request's locations; -1 when it runs every node.</summary>
    private int Self { get; }

    /// <summary>Whether other executors take part.</summary>
    public bool IsShared => Self >= 0;

    /// <summary>Whether any node was placed here; otherwise this executor only helps with maps.</summary>
    public bool HasNodes => Self < 0 || Schedule.Placement.Contains(Self);

    public bool IsEnded => Volatile.Read(ref _ended);

    public bool IsCancelledByCaller => Volatile.Read(ref _cancelledByCaller);

    /// <summary>Whether its time is over. The timer of the functions' token may be a moment ahead of the clock, so one of the two will do.</summary>
    public bool IsOverdue(TimeProvider time)
    {
        lock (_gate)
            return !Debugging.IsOn && (Deadline <= time.GetUtcNow() || (!_ended && _tokens is { HasFired: true }));
    }

    public bool RunsHere(int node) => Self < 0 || Schedule.Placement[node] == Self;

    public Location LocationOf(int node) => Schedule.Locations[Schedule.Placement[node]];

    /// <summary>Whether its functions hand on what they have read. At Linearizable there is nothing to: each read is of what is there.</summary>
    public bool KeepsSession => Schedule.Options.Consistency is > ConsistencyLevel.LastWriterWins and < ConsistencyLevel.Linearizable;

    /// <summary>Names the attempt wherever snapshots are kept for it.</summary>
    public string SessionId => $"{RequestId}/{Key.Scheduler:x}/{Attempt}";

    /// <summary>What the parts of the DAG before this one have read and written; <see langword="null"/> for the first.</summary>
    public SessionRecord? Earlier { get; }

    /// <summary>The keys inside of the result of a part that another one follows; set before the part ends.</summary>
    public IReadOnlyList<string> KeysOfResult { get; set; } = [];

    /// <summary>Keeps a map that waits for its elements.</summary>
    public void Add(int node, MapRun map)
    {
        lock (_gate)
            (_maps ??= [])[node] = map;
    }

    /// <summary>The map of a node of this executor, once it has begun.</summary>
    public MapRun? MapOf(int node)
    {
        lock (_gate)
            return _maps?.GetValueOrDefault(node);
    }

    /// <summary>Takes note of a share of another executor's map.</summary>
    /// <returns>Whether it is the first: each executor gets one.</returns>
    public bool TryAddShare(int node)
    {
        lock (_gate)
            return (_shares ??= []).Add(node);
    }

    private RunTokens Tokens => _tokens ??= new RunTokens(Deadline);

    /// <summary>The token of the functions that ask for one; made when the first does.</summary>
    public CancellationToken GetToken(TimeProvider time)
    {
        lock (_gate)
            return Tokens.Get(time, _ended);
    }

    /// <summary>The token of a node's function: a competitor's also fires when it has lost.</summary>
    public CancellationToken GetToken(TimeProvider time, int node)
    {
        lock (_gate)
        {
            var token = Tokens.Get(time, _ended);
            return Plan.MayLose(node) ? Tokens.GetOfCompetitor(node, _results[node].IsKnown, token) : token;
        }
    }

    /// <summary>Ends the run; only the first caller may report.</summary>
    public bool TryEnd()
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            _ended = true;
            return true;
        }
    }

    /// <summary>Whether a function of it runs here.</summary>
    public bool IsActive
    {
        get
        {
            lock (_gate)
                return _active.Count > 0;
        }
    }

    /// <summary>What runs of it here.</summary>
    public IReadOnlyList<WorkerUse> Active
    {
        get
        {
            lock (_gate)
                return [.. _active];
        }
    }

    /// <summary>A function begins to run here.</summary>
    public void Enter(WorkerUse worker)
    {
        lock (_gate)
            _active.Add(worker);
    }

    /// <summary>A function has run; the last one to leave an ended run frees what it holds.</summary>
    public void Leave(WorkerUse worker)
    {
        lock (_gate)
        {
            _active.Remove(worker);
            if (_active.Count == 0 && _ended)
                _tokens?.Free();
        }
    }

    /// <summary>Stops the functions that still run after the run has ended, such as the siblings of one that failed.</summary>
    /// <returns>Whether there are any.</returns>
    public bool CancelOthers()
    {
        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            // Who reports the end may itself be a worker of it, whose function has returned.
            if (!_active.Exists(static worker => worker.IsCalling))
                return false;
            cancellation = _tokens?.Source;
        }
        RunTokens.CancelSoon(cancellation);
        return true;
    }

    /// <summary>Stops what runs of it.</summary>
    public void Cancel(bool byCaller)
    {
        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            _ended = true;
            _cancelledByCaller = byCaller;
            cancellation = _tokens?.Source;
        }
        RunTokens.CancelSoon(cancellation);
    }
}
