using System.Collections.Concurrent;
using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>
/// Takes requests, places them, places them again when an executor is lost under them (Cloudburst, VLDB 2020, §4.5), and answers each exactly once.
/// </summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ExecutorGrace = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, InFlightRequest> _inFlight = new(StringComparer.Ordinal);
    private readonly RecentAnswers _recent = new();
    private readonly SchedulerOptions _options;
    private readonly ExecutorDirectory _executors;
    private readonly DagRegistry _dags;
    private readonly Placer _placer;
    private readonly OutcomeStore _outcomes;
    private readonly DeadLetters _deadLetters;
    private readonly RetryBudget _retries;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ulong _self = (ulong)Random.Shared.NextInt64();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sweeping;

    public Dispatcher(
        SchedulerOptions options, ExecutorDirectory executors, DagRegistry dags, Placer placer, OutcomeStore outcomes, DeadLetters deadLetters, TimeProvider time,
        ILogger logger)
    {
        _options = options;
        _executors = executors;
        _dags = dags;
        _placer = placer;
        _outcomes = outcomes;
        _deadLetters = deadLetters;
        _retries = new RetryBudget(options.RetryBurst, options.RetriesPerSecond, time);
        _time = time;
        _logger = logger;
        _sweeping = BackgroundLoop.RunAsync("The sweep of overdue requests", SweepPeriod, Sweep, time, logger, _stopping.Token);
    }

    public int InFlight => _inFlight.Count;

    /// <summary>Takes a call; its answer goes to the client's link, now or later.</summary>
    public void Submit(Call call, ILink<GatewayFrame> client, ulong frameId)
    {
        call.Options ??= new RequestOptions();
        var now = _time.GetUtcNow();
        var deadline = call.Options.DeadlineUnixMs > 0
            ? DateTimeOffset.FromUnixTimeMilliseconds(call.Options.DeadlineUnixMs)
            : now + _options.DefaultTimeout;
        call.Options.DeadlineUnixMs = deadline.ToUnixTimeMilliseconds();
        var request = new InFlightRequest(call, client, frameId, now, deadline)
        {
            // A stream that is asked for again is another run, although its request is the same: what is left of the first one must not get into it.
            Scheduler = call.Stream ? (ulong)Random.Shared.NextInt64() : _self,
        };
        if (!TryAdmit(request, client, frameId))
            return;
        // Checked by clients as well; one that does not would have its request fail between here and the executors.
        long bytes = 0;
        foreach (var argument in call.Arguments)
            bytes += argument.Value.Length;
        if (bytes > Limits.MaxValueBytes)
        {
            Refuse(request, Errors.ArgumentsTooLarge(request.Target, bytes));
            return;
        }
        if (!ConsistencyLevels.IsKnown(call.Options.Consistency))
        {
            Refuse(request, Errors.Unsupported(call.Options.Consistency));
            return;
        }
        if (request.IsStream && call.Options.Consistency == ConsistencyLevel.Transactional)
        {
            Refuse(request, Errors.StreamInTransaction(request.Target));
            return;
        }
        if (TryResolveNow(request) && TryPlaceNow(request))
            return;
        _ = PlaceLaterAsync(request);
    }

    /// <summary>Takes a request in, unless it is known: a client that lost its link asks again under the same id, and must not cause a second run.</summary>
    private bool TryAdmit(InFlightRequest request, ILink<GatewayFrame> client, ulong frameId)
    {
        if (!_inFlight.TryGetValue(request.Id, out var current))
        {
            if (_inFlight.Count >= _options.MaxInFlight)
            {
                client.TrySend(new GatewayFrame { Id = frameId, Error = Errors.Overloaded(_inFlight.Count) });
                return false;
            }
            current = _inFlight.GetOrAdd(request.Id, request);
        }
        if (current != request && request.IsStream)
        {
            // Its client has had nothing of it, or it would not ask again; what was under way is lost with the old link.
            End(current, new Outcome { Error = Errors.Cancelled(current.Target) }, cancelledByCaller: true);
            return TryAdmit(request, client, frameId);
        }
        if (current != request)
        {
            current.Retarget(client, frameId, out var answer);
            if (answer is not null)
                client.TrySend(answer);
            return false;
        }
        // Asked for after the request is in the table: one that ends is among the recent before it leaves the table, so it is found in one of the two.
        if (_recent.Find(request.Id) is not { } known)
            return true;
        _inFlight.TryRemove(new KeyValuePair<string, InFlightRequest>(request.Id, request));
        client.TrySend(request.AnswerTo(known, frameId));
        return false;
    }

    /// <summary>Withdraws a request at its caller's wish.</summary>
    public void Cancel(string requestId)
    {
        if (_inFlight.TryGetValue(requestId, out var request))
            End(request, new Outcome { Error = Errors.Cancelled(request.Target) }, cancelledByCaller: true);
    }

    /// <summary>Withdraws a stream whose caller is gone, unless it has been asked for again.</summary>
    public void CancelStream(string requestId, ILink<GatewayFrame> client)
    {
        if (_inFlight.TryGetValue(requestId, out var request) && request.IsFrom(client))
            End(request, new Outcome { Error = Errors.Cancelled(request.Target) }, cancelledByCaller: true);
    }

    /// <summary>Delivers results of a stream.</summary>
    public void Deliver(StreamPart part)
    {
        if (!_inFlight.TryGetValue(part.RequestId, out var request) || part.Scheduler != request.Scheduler || request.TryDeliver(part.Attempt, part.Items.Count) is not { } caller)
            return;
        var items = new StreamItems();
        items.Items.AddRange(part.Items);
        if (!caller.Link.TrySend(new GatewayFrame { Id = caller.FrameId, Items = items }))
            End(request, new Outcome { Error = Errors.Cancelled(request.Target) }, cancelledByCaller: true);
    }

    /// <summary>A caller has taken more of a stream.</summary>
    public void Taken(string requestId, long taken)
    {
        if (!_inFlight.TryGetValue(requestId, out var request))
            return;
        ExecutorHandle[] participants;
        int attempt;
        lock (request.Gate)
            (participants, attempt) = (request.Participants, request.Attempt);
        foreach (var executor in participants)
            executor.TrySend(new SchedulerCommand { Taken = new StreamTaken { RequestId = requestId, Attempt = attempt, Scheduler = request.Scheduler, Taken = taken } });
    }

    /// <summary>Takes what a sink's executor reports.</summary>
    public void Complete(Completed completed)
    {
        if (!_inFlight.TryGetValue(completed.RequestId, out var request) || (request.IsStream && completed.Scheduler != request.Scheduler))
            return;
        if (completed.Outcome.KindCase == Outcome.KindOneofCase.Error && Faults.IsOfSystem(completed.Outcome.Error.Code))
        {
            // Conflicts are what optimistic transactions live with.
            var level = completed.Outcome.Error.Code == ErrorCode.TransactionConflict ? LogLevel.Debug : LogLevel.Warning;
            _logger.Log(level, "Attempt {Attempt} of request {Request} failed: {Reason}", completed.Attempt, request.Id, completed.Outcome.Error.Message);
            TryAgain(request, completed.Attempt, completed.Outcome.Error);
            return;
        }
        // A value is a value, whichever attempt it comes from: the first one is the answer. The failure of an attempt that was given up is none. Of transactions only the present
        // attempt may answer: should an earlier one have committed, this one has its outcome, and if it has not, this one may still write.
        var mustBeCurrent = completed.Outcome.KindCase == Outcome.KindOneofCase.Error || request.IsStream || request.Call.Options.Consistency == ConsistencyLevel.Transactional;
        if (mustBeCurrent && !request.IsCurrent(completed.Attempt))
            return;
        End(request, completed.Outcome, cancelledByCaller: false, completed.Stored);
    }

    /// <summary>Places the requests of a lost executor again.</summary>
    public void ExecutorLost(ExecutorHandle executor)
    {
        foreach (var request in _inFlight.Values)
        {
            int attempt;
            lock (request.Gate)
            {
                if (Array.IndexOf(request.Participants, executor) < 0)
                    continue;
                attempt = request.Attempt;
            }
            TryAgain(request, attempt, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private bool TryResolveNow(InFlightRequest request)
    {
        if (request.Call.TargetCase == Call.TargetOneofCase.Function)
        {
            request.Dag = _executors.Current.Functions.GetValueOrDefault(request.Call.Function)?.AsDag;
            return request.Dag is not null;
        }
        var found = _dags.FindAsync(request.Call.Dag, request.Call.DagVersion, _stopping.Token);
        if (!found.IsCompletedSuccessfully)
        {
            // Not known here yet; the slow path asks again and then waits.
            _ = found.AsTask().ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }
        request.Dag = found.Result;
        return request.Dag is not null;
    }

    private bool TryPlaceNow(InFlightRequest request)
    {
        var dag = request.Dag!;
        if (WrongDag(request, dag) is { } mismatch)
        {
            Refuse(request, mismatch);
            return true;
        }
        if (request.Call.Arguments.Count != dag.Topology.InputCount)
        {
            Refuse(request, Errors.WrongArgumentCount(request.Target, dag.Topology.InputCount, request.Call.Arguments.Count));
            return true;
        }
        if (StreamErrorOf(request) is { } error)
        {
            Refuse(request, error);
            return true;
        }
        if (request.Call.Options.Consistency == ConsistencyLevel.Default)
            request.Call.Options.Consistency = dag.Topology.Consistency == ConsistencyLevel.Default ? _options.DefaultConsistency : dag.Topology.Consistency;
        if (_placer.TryPlace(dag, request.Call.Arguments) is not { } placement)
            return false;
        Send(request, dag, placement);
        return true;
    }

    /// <summary>What keeps a call from a DAG that is not the one its caller means.</summary>
    private ErrorInfo? WrongDag(InFlightRequest request, RegisteredDag dag)
    {
        var (wanted, registered) = (request.Call.DagVersion, dag.Topology.Version);
        if (wanted > 0 && wanted != registered)
            return wanted < registered ? Errors.DagIsOlder(request.Target, wanted, registered) : Errors.DagNotFound(request.Target);
        return request.Call.Signature is { } signature ? dag.Check(signature, _executors.Current) : null;
    }

    /// <summary>What is wrong with how a function is called that yields a stream, or one that does not.</summary>
    private ErrorInfo? StreamErrorOf(InFlightRequest request)
    {
        var yields = request.Call.TargetCase == Call.TargetOneofCase.Function && _executors.FindFunction(request.Call.Function) is { Streams: true };
        if (yields == request.IsStream)
            return null;
        return yields ? Errors.YieldsStream(request.Target) : Errors.YieldsNoStream(request.Target);
    }

    private void Send(InFlightRequest request, RegisteredDag dag, ExecutorHandle[] placement)
    {
        var helpers = _placer.HelpersFor(dag, placement);
        var participants = Schedules.ParticipantsOf(placement, helpers);
        var attempt = request.BeginAttempt(participants, _time.GetTimestamp());
        if (attempt == 0)
            return;
        foreach (var executor in participants)
        {
            var schedule = Schedules.For(request, dag, attempt, placement, helpers, participants, request.Scheduler);
            if (helpers.Length > 0 && Array.IndexOf(placement, executor) < 0)
                schedule = Schedules.ForHelper(schedule, dag);
            // The link may have broken, or its executor left, since the policy chose it.
            if (!executor.TrySchedule(dag, schedule))
            {
                TryAgain(request, attempt, null);
                break;
            }
            if (!request.IsCurrent(attempt))
                break;
        }
        if (!request.IsCurrent(attempt))
        {
            // It was given up, or has ended, while it was being sent: whoever was told in between is told again.
            Abandon(request, participants, attempt, cancelledByCaller: false);
            return;
        }
        if (request.ResultKey.Length > 0 && request.TryAccept(out var caller))
            caller.Link.TrySend(new GatewayFrame { Id = caller.FrameId, Accepted = new Accepted() });
    }

    private void TryAgain(InFlightRequest request, int attempt, ErrorInfo? reason)
    {
        if (request.GiveUpAttempt(attempt, reason, _time) is not { } participants)
            return;
        Abandon(request, participants, attempt, cancelledByCaller: false);
        if (request.Delivered > 0)
        {
            End(request, new Outcome { Error = Errors.StreamBroken(request.Target, request.Delivered, reason?.Message ?? "its executor was lost") }, cancelledByCaller: false);
            return;
        }
        if (reason?.Code == ErrorCode.TransactionConflict)
        {
            // Somebody else got on, so this one may too, as long as its caller waits. The pause keeps those who were in each other's way from meeting again.
            var longest = 1 << Math.Min(7, request.Conflicts);
            _ = PlaceLaterAsync(request, TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest));
            return;
        }
        if (attempt - request.Conflicts >= _options.MaxAttempts)
        {
            var error = reason ?? Errors.ExecutorLost(request.Target, attempt);
            // Too much load is nothing to look into afterwards; a request that never gets through is.
            End(request, new Outcome { Error = error.Code == ErrorCode.Overloaded ? error : _deadLetters.Add(request, attempt - request.Conflicts, error) }, cancelledByCaller: false);
            return;
        }
        var pause = PauseAfter(attempt - request.Conflicts, isLoss: reason is null);
        var turn = _retries.Take();
        _ = PlaceLaterAsync(request, turn > pause ? turn : pause);
    }

    /// <summary>
    /// The first loss is answered at once. From then on a pause grows, or one dying link could use up all attempts before it is found dead. It is drawn anew each time: requests
    /// that were lost together, because one of them kills its executor, must not all meet again.
    /// </summary>
    private static TimeSpan PauseAfter(int attempt, bool isLoss) =>
        isLoss && attempt == 1 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(10 * Math.Pow(4, attempt - 1) * (0.5 + Random.Shared.NextDouble()));

    /// <summary>The slow path: asks the store for a DAG, and waits for executors that are not there yet.</summary>
    private async Task PlaceLaterAsync(InFlightRequest request, TimeSpan pause = default)
    {
        try
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
            var started = _time.GetTimestamp();
            while (!request.IsEnded)
            {
                var change = _executors.NextChange;
                if (request.Call.TargetCase == Call.TargetOneofCase.Dag)
                {
                    request.Dag ??= await _dags.FindAsync(request.Call.Dag, request.Call.DagVersion, _stopping.Token).ConfigureAwait(false);
                    if (request.Dag is null)
                    {
                        Refuse(request, Errors.DagNotFound(request.Call.Dag));
                        return;
                    }
                }
                if ((request.Dag is not null || TryResolveNow(request)) && TryPlaceNow(request))
                    return;
                var patience = _options.ExecutorPatience - _time.GetElapsedTime(started);
                if (patience <= TimeSpan.Zero)
                {
                    RefuseForLackOfExecutors(request);
                    return;
                }
                // An executor that is passed over for a moment comes back without any change to wait for.
                await WaitAsync(change, patience < ExecutorHandle.RefusalPause ? patience : ExecutorHandle.RefusalPause).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The scheduler stops; the client asks another one, or this one again, under the same request id.
            _inFlight.TryRemove(request.Id, out _);
        }
        catch (KvsException error)
        {
            Refuse(request, KvsErrorInfo.From(error));
        }
#pragma warning disable CA1031 // A request that fails here must be answered, not forgotten.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.LogError(error, "Request {Request} failed in the scheduler", request.Id);
            Refuse(request, Errors.Internal(error));
        }
    }

    private async Task WaitAsync(Task change, TimeSpan patience)
    {
        try
        {
            await change.WaitAsync(patience, _time, _stopping.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller looks once more, then gives up.
        }
    }

    private void RefuseForLackOfExecutors(InFlightRequest request)
    {
        var functions = _executors.Current.Functions;
        Refuse(request, request.Dag is null && functions.Count > 0
            ? Errors.FunctionNotFound(request.Call.Function, functions.Keys)
            : WithoutResource(request.Dag) is { } function
                ? Errors.NoResource(request.Target, function, _options.ExecutorPatience)
                : Errors.NoExecutor(request.Target, _options.ExecutorPatience));

        FunctionInfo? WithoutResource(RegisteredDag? dag) => dag?.Functions
            .Select(name => functions.GetValueOrDefault(name))
            .FirstOrDefault(known => known is { Hosts.Length: 0, Info.Resource.Length: > 0 })?.Info;
    }

    private void Refuse(InFlightRequest request, ErrorInfo error) => End(request, new Outcome { Error = error }, cancelledByCaller: false);

    private void End(InFlightRequest request, Outcome outcome, bool cancelledByCaller, bool stored = false)
    {
        if (!request.TryEnd(outcome, out var participants, out var caller))
            return;
        // The end of a stream says nothing without the stream.
        if (!request.IsStream)
            _recent.Add(request.Id, outcome);
        _inFlight.TryRemove(request.Id, out _);
        if (participants.Length > 1 || outcome.KindCase == Outcome.KindOneofCase.Error)
            Abandon(request, participants, request.Attempt, cancelledByCaller);
        if (request.ResultKey.Length > 0)
        {
            if (!stored)
                _outcomes.Store(request.ResultKey, outcome);
            _outcomes.Announce(request.ResultKey);
        }
        if (caller is { } waiting)
            waiting.Link.TrySend(request.AnswerTo(outcome, waiting.FrameId));
    }

    private static void Abandon(InFlightRequest request, ExecutorHandle[] participants, int attempt, bool cancelledByCaller)
    {
        foreach (var executor in participants)
        {
            if (!executor.IsLost)
                executor.TrySend(new SchedulerCommand { Abandon = new Abandon { RequestId = request.Id, Attempt = attempt, CancelledByCaller = cancelledByCaller, Scheduler = request.Scheduler } });
        }
    }

    private void Sweep()
    {
        // The function may be at a breakpoint, and its executor with it.
        if (Debugging.IsOn)
            return;
        var now = _time.GetUtcNow();
        foreach (var (_, request) in _inFlight)
        {
            // An executor stops the function at the deadline by itself, and knows which one of a DAG it was.
            if (request.Deadline > now || (request.IsPlaced && request.Deadline + ExecutorGrace > now))
                continue;
            End(request, new Outcome { Error = request.ErrorAtDeadline(_time) }, cancelledByCaller: false);
        }
    }
}
