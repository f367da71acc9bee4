using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Sessions;

namespace Cloudburst.Executor.Runs;

/// <summary>One attempt at one request, as far as it runs here. Thread-safe.</summary>
internal sealed class RequestRun
{
    private readonly NodeResult[] _results;
    private readonly int[] _missing;
    private readonly Lock _gate = new();
    private ResultStream? _stream;
    private CancellationTokenSource? _cancellation;
    private CancellationToken? _token;
    private Dictionary<int, (CancellationTokenSource Source, CancellationToken Token)>? _competing;
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
        Key = new RunKey(schedule.RequestId, schedule.Scheduler, schedule.Attempt);
        Deadline = DateTimeOffset.FromUnixTimeMilliseconds(schedule.Options.DeadlineUnixMs);
    }

    public Schedule Schedule { get; }

    /// <summary>Takes the results, where the caller takes a stream.</summary>
    public ResultStream Stream => LazyInitializer.EnsureInitialized(ref _stream, () => new ResultStream(this));

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
            return !Debugging.IsOn && (Deadline <= time.GetUtcNow() || (!_ended && _token is { IsCancellationRequested: true }));
    }

    public bool RunsHere(int node) => Self < 0 || Schedule.Placement[node] == Self;

    public Location LocationOf(int node) => Schedule.Locations[Schedule.Placement[node]];

    /// <summary>What a parameter is bound to.</summary>
    /// <exception cref="CloudburstException">An item is wanted of what is no tuple of so many.</exception>
    public ArgumentSlot ArgumentOf(ArgumentBinding binding)
    {
        var slot = binding.SourceCase switch
        {
            ArgumentBinding.SourceOneofCase.Input => ArgumentSlot.Of(Schedule.Arguments[binding.Input]),
            ArgumentBinding.SourceOneofCase.Node => ArgumentSlot.Of(_results[binding.Node].Value),
            _ => ArgumentSlot.Of(binding.Constant),
        };
        if (binding.Item > 0)
            slot.TakeItem(binding.Item);
        return slot;
    }

    /// <summary>Whether its functions hand on what they have read. At Linearizable there is nothing to: each read is of what is there.</summary>
    public bool KeepsSession => Schedule.Options.Consistency is > ConsistencyLevel.LastWriterWins and < ConsistencyLevel.Linearizable;

    /// <summary>Names the attempt wherever snapshots are kept for it.</summary>
    public string SessionId => $"{RequestId}/{Key.Scheduler:x}/{Attempt}";

    /// <summary>The sessions of the nodes that a node waits for.</summary>
    public IReadOnlyList<SessionRecord> SessionsBefore(int node)
    {
        if (!KeepsSession)
            return [];
        var sessions = new List<SessionRecord>();
        lock (_gate)
        {
            foreach (var source in Plan.SourcesOf(node))
            {
                if (_results[source].Session is { } session)
                    sessions.Add(session);
            }
        }
        return sessions;
    }

    /// <summary>Finds the nodes of this executor that wait for nothing.</summary>
    public void Begin(ref ReadyNodes ready)
    {
        lock (_gate)
        {
            for (var node = 0; node < _missing.Length; node++)
            {
                if (Plan.Sources[node] == 0 && RunsHere(node))
                    Advance(node, ref ready);
            }
        }
    }

    /// <summary>Takes what became of a node; of one that is known already it is a duplicate and changes nothing.</summary>
    /// <param name="node">The node.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="ready">Receives the nodes of this executor that can run now, or are settled by it.</param>
    /// <returns>Whether it was news.</returns>
    public bool Deliver(int node, in NodeResult result, ref ReadyNodes ready)
    {
        lock (_gate)
        {
            if (_results[node].IsKnown || _ended)
                return false;
            _results[node] = result;
            foreach (var consumer in Plan.Consumers[node])
            {
                // Where every node runs, it runs when the last one before it has.
                if (--_missing[consumer] > 0 && Plan.IsPlain)
                    continue;
                if (RunsHere(consumer) && !_results[consumer].IsKnown)
                    Advance(consumer, ref ready);
            }
            return true;
        }
    }

    /// <summary>Takes the nodes for skipped that nothing needs any more since a race was won, and stops those that run.</summary>
    public void Drop(int race, int winner)
    {
        List<CancellationTokenSource>? stopped = null;
        lock (_gate)
        {
            for (var competitor = 0; competitor < Plan.Topology.Nodes[race].Bindings.Count; competitor++)
            {
                if (competitor == winner)
                    continue;
                foreach (var node in Plan.OnlyFor(race, competitor))
                {
                    if (_results[node].IsKnown)
                        continue;
                    _results[node] = NodeResult.Skipped(error: null, session: null);
                    if (_competing is not null && _competing.TryGetValue(node, out var running))
                        (stopped ??= []).Add(running.Source);
                }
            }
        }
        foreach (var source in stopped ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(CancelQuietly, source, preferLocal: false);
    }

    /// <summary>Whether nothing needs a node any more.</summary>
    public bool IsDropped(int node)
    {
        if (!Plan.MayLose(node))
            return false;
        lock (_gate)
            return _results[node].IsKnown;
    }

    /// <summary>Whether it is known what became of a node.</summary>
    public bool IsKnown(int node)
    {
        lock (_gate)
            return _results[node].IsKnown;
    }

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

    /// <summary>The token of the functions that ask for one; made when the first does.</summary>
    public CancellationToken GetToken(TimeProvider time)
    {
        lock (_gate)
        {
            if (_token is not { } token)
            {
                var remaining = Deadline - time.GetUtcNow();
                // A developer who stands at a breakpoint must not find the request gone.
                _cancellation = Debugging.IsOn
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

    /// <summary>The token of a node's function: a competitor's also fires when it has lost.</summary>
    public CancellationToken GetToken(TimeProvider time, int node)
    {
        var token = GetToken(time);
        if (!Plan.MayLose(node))
            return token;
        lock (_gate)
        {
            if (_competing is not null && _competing.TryGetValue(node, out var known))
                return known.Token;
            var source = CancellationTokenSource.CreateLinkedTokenSource(token);
            if (_results[node].IsKnown)
                source.Cancel();
            (_competing ??= [])[node] = (source, source.Token);
            return source.Token;
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
            if (_active.Count > 0 || !_ended)
                return;
            _cancellation?.Dispose();
            foreach (var (source, _) in _competing?.Values ?? Enumerable.Empty<(CancellationTokenSource Source, CancellationToken Token)>())
                source.Dispose();
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

    private void Advance(int node, ref ReadyNodes ready)
    {
        if (Plan.IsPlain)
        {
            ready.Add(node);
            return;
        }
        switch (NodeRules.Decide(this, node, _results, _missing[node], out var settled, out var winner))
        {
            case NodeStep.Run:
                ready.Add(node);
                break;
            case NodeStep.Settle:
                ready.AddSettled(new SettledNode(node, settled, winner));
                break;
        }
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
