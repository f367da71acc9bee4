using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using Cloudburst.Executor.Instances;
using Cloudburst.Executor.Messaging;
using Cloudburst.Executor.State;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Sessions;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Runs;

/// <summary>The requests that run here: takes schedules and triggers in, hands results on, reports outcomes.</summary>
internal sealed class ExecutorEngine
{
    private static readonly ActivitySource Activities = new("Cloudburst.Executor");
    private static readonly TimeSpan EarlyTriggerAge = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<RunKey, RequestRun> _runs = new();
    private readonly EarlyTriggers _early;
    private readonly CacheClient _cache;
    private readonly WriterIdentity _writer;
    private readonly LinkPool<PeerFrame, PeerFrame, PeerLink> _peers;
    private readonly FrozenDictionary<FunctionDescriptor, Lane> _lanes;
    private readonly FrozenDictionary<FunctionDescriptor, BatchLane> _batches;
    private readonly ILogger _logger;

    public ExecutorEngine(
        ExecutorOptions options, CacheClient cache, WriterIdentity writer, LinkPool<PeerFrame, PeerFrame, PeerLink> peers, Mailroom mailroom, IServiceProvider services, TimeProvider time,
        ILoggerFactory loggers)
    {
        Options = options;
        _cache = cache;
        _writer = writer;
        _peers = peers;
        Mailroom = mailroom;
        Services = services;
        Time = time;
        _logger = loggers.CreateLogger<ExecutorRole>();
        FunctionLogger = loggers.CreateLogger("Cloudburst.Functions");
        Instances = new FunctionInstances(services, time, _logger);
        Workers = new WorkerPool(options.Workers, options.MaxQueued, time);
        Stuck = new StuckFunctions(Workers, options.StopPatience, time, _logger);
        _lanes = options.Functions.Functions.Where(static function => function is { MaxConcurrency: not null, MaxBatch: null })
            .ToFrozenDictionary(static function => function, function => new Lane(Workers, function.MaxConcurrency!.Value));
        _batches = options.Functions.Functions.Where(static function => function.MaxBatch is not null)
            .ToFrozenDictionary(static function => function, function => new BatchLane(this, function));
        Handover = new Handover(this);
        Shares = new MapShares(this);
        Conclusion = new Conclusion(this, cache, writer, _logger);
        _early = new EarlyTriggers(EarlyTriggerAge, time);
    }

    public ExecutorOptions Options { get; }

    public WorkerPool Workers { get; }

    public StuckFunctions Stuck { get; }

    public Handover Handover { get; }

    public MapShares Shares { get; }

    public Conclusion Conclusion { get; }

    public FunctionLoads Loads { get; } = new();

    public Orphans Orphans { get; } = new();

    public Mailroom Mailroom { get; }

    public IServiceProvider Services { get; }

    public FunctionInstances Instances { get; }

    public TimeProvider Time { get; }

    public ILogger FunctionLogger { get; }

    public int RunCount => _runs.Count;

    /// <summary>What an invocation sees of the store.</summary>
    /// <param name="run">The request.</param>
    /// <param name="sessions">The sessions of those before it.</param>
    /// <exception cref="CloudburstException">The session that came with a result is damaged.</exception>
    public RequestState StateFor(RequestRun run, IReadOnlyList<SessionRecord> sessions)
    {
        var reads = run.Schedule.Options.Trace.Length > 0 ? new ReadCounts() : null;
        return run.Schedule.Options.Consistency switch
        {
            ConsistencyLevel.Linearizable => new LinearizableState(_cache, _writer, run.RequestId) { Reads = reads },
            ConsistencyLevel.Transactional => new TransactionalState(
                _cache, _writer, run.RequestId, run.IsRetry, new FunctionSession(run.SessionId, ConsistencyLevel.Transactional, sessions))
            {
                Reads = reads,
            },
            var level when run.KeepsSession => new RequestState(_cache, _writer, run.RequestId, new FunctionSession(run.SessionId, level, sessions)) { Reads = reads },
            _ => new RequestState(_cache, _writer, run.RequestId, session: null) { Reads = reads },
        };
    }

    /// <summary>The turns of a function that has only so many runs at once; <see langword="null"/> for others.</summary>
    public Lane? LaneOf(FunctionDescriptor function) => function.MaxConcurrency is null ? null : _lanes.GetValueOrDefault(function);

    /// <summary>The line of a function that takes several calls at once; <see langword="null"/> for others.</summary>
    public BatchLane? BatchesOf(FunctionDescriptor function) => function.MaxBatch is null ? null : _batches.GetValueOrDefault(function);

    /// <summary>Adds the functions to a report of which some wait for their turn.</summary>
    public void ReportLines(ExecutorStatus status)
    {
        foreach (var (function, lane) in _lanes)
        {
            if (lane.WaitingCount is > 0 and var waiting)
                status.Lines.Add(new FunctionLine { Function = function.Name, Waiting = waiting });
        }
    }

    public Activity? StartActivity(RequestRun run, string function)
    {
        if (!Activities.HasListeners())
            return null;
        _ = ActivityContext.TryParse(run.Schedule.Options.TraceParent, null, out var parent);
        var activity = Activities.StartActivity(function, ActivityKind.Server, parent);
        activity?.SetTag("cloudburst.request", run.RequestId).SetTag("cloudburst.attempt", run.Attempt).SetTag("cloudburst.executor", Options.ExecutorId);
        foreach (var tag in run.Schedule.Options.Tags)
            activity?.SetTag($"cloudburst.tag.{tag.Name}", tag.Value);
        return activity;
    }

    /// <summary>Takes a schedule in and starts the nodes that wait for nothing; refuses it as overloaded where too much waits.</summary>
    public void Schedule(Schedule schedule, Plan plan, ILink<ExecutorFrame> scheduler)
    {
        if (!TrySchedule(schedule, plan, scheduler, out var run))
            Report(run, new Outcome { Error = Errors.Overloaded(Workers.Queued) });
    }

    /// <summary>Takes a schedule in and starts the nodes that wait for nothing.</summary>
    /// <returns><see langword="false"/> when too much waits here; nothing has run.</returns>
    public bool TrySchedule(Schedule schedule, Plan plan, ILink<ExecutorFrame> scheduler, out RequestRun run)
    {
        var self = schedule.Placement.Count == 0 ? -1 : IndexOf(schedule.Locations, Options.ExecutorId);
        run = new RequestRun(schedule, plan, self, scheduler);
        // A share of a map is work that was taken in elsewhere.
        if (run.HasNodes && Workers.IsFullFor(run.Caller.Client))
            return false;
        if (!_runs.TryAdd(run.Key, run) || !Observe(run, schedule.Options.HybridTime, "the caller"))
            return true;
        Handover.Begin(run);
        if (self < 0)
            return true;
        // Another executor may have been faster with its part than the scheduler with telling us ours.
        foreach (var trigger in _early.Take(run.Key))
            Take(run, trigger);
        return true;
    }

    /// <summary>Takes a result from another executor in.</summary>
    public void Trigger(Trigger trigger)
    {
        var key = new RunKey(trigger.RequestId, trigger.Scheduler, trigger.Attempt, trigger.DagPart);
        if (!_runs.TryGetValue(key, out var run))
        {
            _early.Add(key, trigger);
            // The schedule may have come between the two lines above.
            if (!_runs.TryGetValue(key, out run))
                return;
            foreach (var early in _early.Take(key))
                Take(run, early);
            return;
        }
        Take(run, trigger);
    }

    /// <summary>Forgets the attempts of a request, and stops what runs of them.</summary>
    public void Abandon(Abandon abandon)
    {
        for (var attempt = abandon.Attempt; attempt >= 1; attempt--)
        {
            var isKnown = false;
            for (var part = 0; part <= abandon.LastDagPart; part++)
            {
                if (!_runs.TryRemove(new RunKey(abandon.RequestId, abandon.Scheduler, attempt, part), out var run))
                    continue;
                Cancel(run, abandon.CancelledByCaller);
                isKnown = true;
            }
            if (!isKnown && attempt < abandon.Attempt)
                return;
            if (abandon.OnlyThis)
                return;
        }
    }

    /// <summary>The caller of a stream has taken more of it.</summary>
    public void Taken(StreamTaken taken)
    {
        if (_runs.TryGetValue(new RunKey(taken.RequestId, taken.Scheduler, taken.Attempt), out var run))
            run.StreamOf(Time).Taken(taken.Taken);
    }

    /// <summary>
    /// Stops the runs of a scheduler whose link is gone: it, or whoever its clients ask instead, places them anew. Runs whose outcome goes to the store go on, because
    /// nobody may be left to ask for them again.
    /// </summary>
    public void SchedulerLost(ILink<ExecutorFrame> scheduler)
    {
        foreach (var (key, run) in _runs)
        {
            if (run.Scheduler == scheduler && run.Schedule.Options.ResultKey.Length == 0 && _runs.TryRemove(key, out _))
                Cancel(run, byCaller: false);
        }
    }

    /// <summary>Gives up a run whose trigger may have been lost with the link that carried it, so that its request is tried again at once.</summary>
    public void TriggerLost(RunKey key, string address)
    {
        if (_runs.TryGetValue(key, out var run))
            Report(run, new Outcome { Error = Errors.TriggerLost(address) });
    }

    /// <summary>Tells the scheduler the outcome.</summary>
    public void Report(RequestRun run, Outcome outcome, bool stored = false)
    {
        if (!run.TryEnd())
            return;
        outcome.HybridTime = _writer.Clock.Next().HybridTime;
        Report(run, new Completed { Outcome = outcome, Stored = stored });
    }

    /// <summary>Tells the scheduler the result of a part of the DAG, which it places the next one with.</summary>
    public void ReportContinuation(RequestRun run, Continuation continuation)
    {
        if (!run.TryEnd())
            return;
        continuation.HybridTime = _writer.Clock.Next().HybridTime;
        Report(run, new Completed { Continuation = continuation });
    }

    private void Report(RequestRun run, Completed completed)
    {
        _runs.TryRemove(run.Key, out _);
        if (run.CancelOthers())
            Stuck.Watch(run);
        completed.RequestId = run.RequestId;
        completed.Attempt = run.Attempt;
        completed.Scheduler = run.Key.Scheduler;
        completed.DagPart = run.Key.Part;
        var frame = new ExecutorFrame { Completed = completed };
        if (!run.Scheduler.TrySend(frame))
            _ = ReportLaterAsync(run, frame);
    }

    /// <summary>Tells the scheduler an outcome that its link had no room for.</summary>
    private async Task ReportLaterAsync(RequestRun run, ExecutorFrame frame)
    {
        if (await run.Scheduler.SendWhenRoomAsync(frame, Time, CancellationToken.None).ConfigureAwait(false))
            return;
        // The clients of a scheduler that is gone ask another one, which places the request anew. A started request was accepted, and nobody asks for it again.
        var error = frame.Completed.Continuation is null ? frame.Completed.Outcome.Error : Errors.SchedulerLost();
        if (!frame.Completed.Stored && error is not null && run.Schedule.Options.ResultKey.Length > 0 && Faults.IsOfSystem(error.Code))
            Orphans.Add(run, error);
        else
            _logger.LogWarning("The outcome of request {Request} could not be reported: its scheduler is gone", run.RequestId);
    }

    /// <summary>Forgets runs whose deadline has passed: what they waited for will not come.</summary>
    public void Sweep()
    {
        var now = Time.GetUtcNow();
        foreach (var (key, run) in _runs)
        {
            if (run.Deadline + EarlyTriggerAge < now && !Debugging.IsOn && _runs.TryRemove(key, out _))
                Cancel(run, byCaller: false);
        }
        _early.Sweep();
        Stuck.Sweep();
    }

    private void Take(RequestRun run, Trigger trigger)
    {
        if (Observe(run, trigger.HybridTime, "the executor of an earlier function"))
            Handover.Take(run, trigger);
    }

    /// <summary>Orders what the run writes after what led to it; ends the run where that came from a clock too far ahead.</summary>
    private bool Observe(RequestRun run, ulong hybridTime, string whose)
    {
        try
        {
            _writer.Clock.Observe(new Stamp(hybridTime, 0));
            return true;
        }
        catch (ClockDriftException error)
        {
            Report(run, new Outcome { Error = Errors.ClockDrift(whose, error) });
            return false;
        }
    }

    /// <summary>Sends a trigger; a run whose trigger can't be sent is given up, so that its request is tried again at once.</summary>
    public void Send(RequestRun run, Location to, Trigger trigger)
    {
        trigger.RequestId = run.RequestId;
        trigger.Attempt = run.Attempt;
        trigger.Scheduler = run.Key.Scheduler;
        trigger.DagPart = run.Key.Part;
        trigger.HybridTime = _writer.Clock.Next().HybridTime;
        _ = SendTriggerAsync(run, to, trigger);
    }

    private async Task SendTriggerAsync(RequestRun run, Location to, Trigger trigger)
    {
        try
        {
            var link = await _peers.ConnectAsync(to.Address, CancellationToken.None).ConfigureAwait(false);
            if (!link.TrySendTrigger(run.Key, trigger))
                Report(run, new Outcome { Error = Errors.PeerLost(to.ExecutorId, "its link is closed or full") });
        }
        catch (LinkException error)
        {
            Report(run, new Outcome { Error = Errors.PeerLost(to.ExecutorId, error.Message) });
        }
#pragma warning disable CA1031 // Nobody awaits this; a run whose trigger was not sent must not wait for its deadline.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.LogError(error, "The trigger of request {Request} for {Executor} could not be sent", run.RequestId, to.ExecutorId);
            Report(run, new Outcome { Error = Errors.PeerLost(to.ExecutorId, error.Message) });
        }
    }

    private void Cancel(RequestRun run, bool byCaller)
    {
        run.Cancel(byCaller);
        Stuck.Watch(run);
        if (run.Schedule.Options.Consistency is ConsistencyLevel.RepeatableRead or ConsistencyLevel.Transactional)
            _ = Conclusion.EndSessionAsync(new SessionEnd { Session = run.SessionId });
    }

    private static int IndexOf(RepeatedField<Location> locations, string executorId)
    {
        for (var i = 0; i < locations.Count; i++)
        {
            if (locations[i].ExecutorId == executorId)
                return i;
        }
        return -1;
    }
}
