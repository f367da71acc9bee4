using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Sessions;

namespace Cloudburst.Executor.Runs;

/// <summary>One attempt at one request, as far as it runs here. Thread-safe.</summary>
internal sealed class RequestRun
{
    private readonly ReadOnlyMemory<byte>[] _results;
    private readonly SessionRecord?[] _sessions;
    private readonly bool[] _known;
    private readonly int[] _missing;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _cancellation;
    private CancellationToken? _token;
    private readonly List<NodeRun> _active = [];
    private bool _ended;
    private bool _cancelledByCaller;

    public RequestRun(Schedule schedule, Plan plan, int self, ILink<ExecutorFrame> scheduler)
    {
        Schedule = schedule;
        Plan = plan;
        Self = self;
        Scheduler = scheduler;
        _results = new ReadOnlyMemory<byte>[plan.Functions.Length];
        _sessions = KeepsSession ? new SessionRecord?[plan.Functions.Length] : [];
        _known = new bool[plan.Functions.Length];
        _missing = [.. plan.Sources];
        Key = new RunKey(schedule.RequestId, schedule.Scheduler, schedule.Attempt);
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds(schedule.Options.DeadlineUnixMs);
    }

    public Schedule Schedule { get; }

    public Plan Plan { get; }

    /// <summary>The scheduler that placed it, and waits for its outcome.</summary>
    public ILink<ExecutorFrame> Scheduler { get; }

    public RunKey Key { get; }

    public string RequestId => Schedule.RequestId;

    public int Attempt => Schedule.Attempt;

    /// <summary>Whether the request may have run before, at this scheduler or another.</summary>
    public bool IsRetry => Attempt > 1 || Schedule.Options.Repeated;

    public DateTimeOffset Deadline { get; }

    /// <summary>This executor's place among the request's locations; -1 when it runs every node.</summary>
    private int Self { get; }

    public bool IsEnded => Volatile.Read(ref _ended);

    public bool IsCancelledByCaller => Volatile.Read(ref _cancelledByCaller);

    /// <summary>Whether its time is over. The timer of the functions' token may be a moment ahead of the clock, so one of the two will do.</summary>
    public bool IsOverdue(TimeProvider time)
    {
        lock (_gate)
            return Deadline <= time.GetUtcNow() || (!_ended && _token is { IsCancellationRequested: true });
    }

    public bool RunsHere(int node) => Self < 0 || Schedule.Placement[node] == Self;

    public Location LocationOf(int node) => Schedule.Locations[Schedule.Placement[node]];

    public ReadOnlyMemory<byte> ResultOf(int node) => _results[node];

    /// <summary>Whether its functions hand on what they have read. At Linearizable there is nothing to: each read is of what is there.</summary>
    public bool KeepsSession => Schedule.Options.Consistency is > ConsistencyLevel.LastWriterWins and < ConsistencyLevel.Linearizable;

    /// <summary>Names the attempt wherever snapshots are kept for it.</summary>
    public string SessionId => $"{RequestId}/{Key.Scheduler:x}/{Attempt}";

    /// <summary>The sessions of the nodes that a node waits for.</summary>
    public IReadOnlyList<SessionRecord> SessionsBefore(int node)
    {
        lock (_gate)
            return [.. Plan.SourcesOf(node).Select(source => _sessions[source]).OfType<SessionRecord>()];
    }

    /// <summary>The nodes that can run at once.</summary>
    public IEnumerable<int> ReadyAtStart()
    {
        for (var node = 0; node < _missing.Length; node++)
        {
            if (Plan.Sources[node] == 0 && RunsHere(node))
                yield return node;
        }
    }

    /// <summary>Takes a node's result; one that is known already is a duplicate and changes nothing.</summary>
    /// <param name="node">The node that ran.</param>
    /// <param name="result">What it returned.</param>
    /// <param name="session">What the node's session has read; null at last-writer-wins.</param>
    /// <param name="ready">Receives the nodes of this executor that can run now.</param>
    public void Deliver(int node, ReadOnlyMemory<byte> result, SessionRecord? session, ref ReadyNodes ready)
    {
        lock (_gate)
        {
            if (_known[node] || _ended)
                return;
            _known[node] = true;
            _results[node] = result;
            if (session is not null)
                _sessions[node] = session;
            foreach (var consumer in Plan.Consumers[node])
            {
                if (--_missing[consumer] == 0 && RunsHere(consumer))
                    ready.Add(consumer);
            }
        }
    }

    /// <summary>The token of the functions that ask for one; made when the first does.</summary>
    public CancellationToken GetToken(TimeProvider time)
    {
        lock (_gate)
        {
            if (_token is not { } token)
            {
                var remaining = Deadline - time.GetUtcNow();
                // A developer who stands at a breakpoint must not find the request gone.
                _cancellation = System.Diagnostics.Debugger.IsAttached
                    ? new CancellationTokenSource()
                    : new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time);
                if (_ended)
                    _cancellation.Cancel();
                // Kept by itself: a source that was disposed gives none.
                _token = token = _cancellation.Token;
            }
            return token;
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
    public IReadOnlyList<NodeRun> Active
    {
        get
        {
            lock (_gate)
                return [.. _active];
        }
    }

    /// <summary>A node begins to run here.</summary>
    public void Enter(NodeRun node)
    {
        lock (_gate)
            _active.Add(node);
    }

    /// <summary>A node has run; the last one to leave an ended run frees what it holds.</summary>
    public void Leave(NodeRun node)
    {
        lock (_gate)
        {
            _active.Remove(node);
            if (_active.Count == 0 && _ended)
                _cancellation?.Dispose();
        }
    }

    /// <summary>Stops the nodes that still run after the run has ended, such as the siblings of one that failed.</summary>
    /// <returns>Whether there are any.</returns>
    public bool CancelOthers()
    {
        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            if (_active.Count <= 1)
                return false;
            cancellation = _cancellation;
        }
        if (cancellation is not null)
            ThreadPool.UnsafeQueueUserWorkItem(CancelQuietly, cancellation, preferLocal: false);
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
            cancellation = _cancellation;
        }
        // Outside the lock, because user code may run in the token's callbacks, and on another thread, because it may take its time.
        if (cancellation is not null)
            ThreadPool.UnsafeQueueUserWorkItem(CancelQuietly, cancellation, preferLocal: false);
    }

    private static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It finished while we were about to stop it.
        }
        catch (AggregateException)
        {
            // A callback of the function's own threw; the function is being stopped and has nobody left to tell.
        }
    }
}

/// <summary>Nodes that became ready: usually none or one, so no list is made for that.</summary>
internal struct ReadyNodes
{
    private int _first;
    private List<int>? _more;

    public int Count { get; private set; }

    public readonly int First => _first;

    public void Add(int node)
    {
        if (Count++ == 0)
            _first = node;
        else
            (_more ??= []).Add(node);
    }

    public readonly IReadOnlyList<int> AfterFirst => _more ?? (IReadOnlyList<int>)[];
}
