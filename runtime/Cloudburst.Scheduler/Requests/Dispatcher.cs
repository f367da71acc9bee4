using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Placement;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <summary>
/// What clients and executors say about requests: takes them, has them placed, and placed again when an executor is lost under them (Cloudburst, VLDB 2020, §4.5), and
/// answers each exactly once.
/// </summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ExecutorGrace = TimeSpan.FromMilliseconds(100);
    private readonly SchedulerOptions _options;
    private readonly RequestTable _requests;
    private readonly RequestPlacing _placing;
    private readonly NamedRequests _named;
    private readonly RequestTraces _traces;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ulong _self = (ulong)Random.Shared.NextInt64();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sweeping;

    public Dispatcher(
        SchedulerOptions options, RequestTable requests, RequestPlacing placing, NamedRequests named, RequestTraces traces, TimeProvider time, ILogger logger)
    {
        _traces = traces;
        _options = options;
        _requests = requests;
        _placing = placing;
        _named = named;
        _time = time;
        _logger = logger;
        _sweeping = BackgroundLoop.RunAsync("The sweep of overdue requests", SweepPeriod, Sweep, time, logger, _stopping.Token);
    }

    public int InFlight => _requests.Count;

    /// <summary>Takes a call; its answer goes to the client's link, now or later.</summary>
    public void Submit(Call call, ILink<GatewayFrame> client, ulong frameId) => Submit(call, client, frameId, fault: null);

    private void Submit(Call call, ILink<GatewayFrame> client, ulong frameId, ErrorInfo? fault)
    {
        call.Options ??= new RequestOptions();
        var now = _time.GetUtcNow();
        var deadline = call.Options.DeadlineUnixMs > 0
            ? DateTimeOffset.FromUnixTimeMilliseconds(call.Options.DeadlineUnixMs)
            : now + _options.DefaultTimeout;
        call.Options.DeadlineUnixMs = deadline.ToUnixTimeMilliseconds();
        var request = new InFlightRequest(call, client, frameId, now, deadline)
        {
            // A stream that is asked for again is another run, although its request is the same: what is left of the first one must not get into it. So is a call that came to no answer.
            Scheduler = call.Stream || !call.Options.CallDigest.IsEmpty ? (ulong)Random.Shared.NextInt64() : _self,
        };
        if (!_requests.TryAdmit(request, client, frameId))
            return;
        _traces.Begin(request);
        if (RequestChecks.CheckAlone(request) is { } error)
            _requests.Fail(request, error);
        else if (request.IsNamed)
            _named.Begin(request, fault, _stopping.Token);
        else
            _placing.Place(request, fault);
    }

    /// <summary>Takes over a started request of a scheduler that is gone. Its caller was told that it is accepted, and looks for its outcome in the store.</summary>
    public void TakeOver(Orphan orphan)
    {
        // Who knows it has not lost it: only the way to the executor that says so.
        if (orphan.Call?.Options is not { ResultKey.Length: > 0 } || _requests.Find(orphan.Call.RequestId) is not null)
            return;
        _logger.LogInformation("Request {Request} is taken over from a scheduler that is gone", orphan.Call.RequestId);
        Submit(orphan.Call, NoCaller.Instance, frameId: 0, orphan.Error);
    }

    /// <summary>Withdraws a request at its caller's wish, unless others wait for it.</summary>
    public void Cancel(string requestId, ILink<GatewayFrame> client, ulong frameId)
    {
        if (_requests.Find(requestId) is { } request && request.TryLeave(client, frameId))
            _requests.Withdraw(request);
    }

    /// <summary>Withdraws a stream whose caller is gone, unless it has been asked for again.</summary>
    public void CancelStream(string requestId, ILink<GatewayFrame> client)
    {
        if (_requests.Find(requestId) is { } request && request.IsFrom(client))
            _requests.Withdraw(request);
    }

    /// <summary>Delivers results of a stream.</summary>
    public void Deliver(StreamPart part)
    {
        if (_requests.Find(part.RequestId) is not { } request || part.Scheduler != request.Scheduler || request.TryDeliver(part.Attempt, part.Items.Count) is not { } caller)
            return;
        var items = new StreamItems();
        items.Items.AddRange(part.Items);
        if (!caller.Link.TrySend(new GatewayFrame { Id = caller.FrameId, Items = items }))
            _requests.Withdraw(request);
    }

    /// <summary>A caller has taken more of a stream.</summary>
    public void Taken(string requestId, long taken)
    {
        if (_requests.Find(requestId) is not { } request)
            return;
        ExecutorHandle[] participants;
        int attempt;
        lock (request.Gate)
            (participants, attempt) = ([.. request.Participants], request.Attempt);
        foreach (var executor in participants)
            executor.TrySend(new SchedulerCommand { Taken = new StreamTaken { RequestId = requestId, Attempt = attempt, Scheduler = request.Scheduler, Taken = taken } });
    }

    /// <summary>Takes what a sink's executor reports.</summary>
    public void Complete(Completed completed)
    {
        if (_requests.Find(completed.RequestId) is not { } request || ((request.IsStream || request.IsNamed) && completed.Scheduler != request.Scheduler))
            return;
        if (completed.Continuation is not null)
        {
            _placing.Continue(request, completed);
            return;
        }
        if (request.IsPast(completed.Attempt, completed.DagPart))
            return;
        if (completed.Outcome.KindCase == Outcome.KindOneofCase.Error && Faults.IsOfSystem(completed.Outcome.Error.Code))
        {
            // Conflicts are what optimistic transactions live with.
            var level = completed.Outcome.Error.Code == ErrorCode.TransactionConflict ? LogLevel.Debug : LogLevel.Warning;
            _logger.Log(level, "Attempt {Attempt} of request {Request} failed: {Reason}", completed.Attempt, request.Id, completed.Outcome.Error.Message);
            _placing.TryAgain(request, completed.Attempt, completed.Outcome.Error);
            return;
        }
        // A value is a value, whichever attempt it comes from: the first one is the answer. The failure of an attempt that was given up is none. Of transactions only the present
        // attempt may answer: should an earlier one have committed, this one has its outcome, and if it has not, this one may still write.
        var mustBeCurrent = completed.Outcome.KindCase == Outcome.KindOneofCase.Error || request.IsStream || request.Call.Options.Consistency == ConsistencyLevel.Transactional;
        if (mustBeCurrent && !request.IsCurrent(completed.Attempt))
            return;
        _requests.End(request, completed.Outcome, completed.Stored);
    }

    /// <summary>Places the requests of a lost executor again.</summary>
    public void ExecutorLost(ExecutorHandle executor)
    {
        foreach (var request in _requests.Requests)
        {
            foreach (var attempt in request.AttemptsOn(executor))
                _placing.TryAgain(request, attempt, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        _stopping.Dispose();
        _placing.Dispose();
    }

    private void Sweep()
    {
        // The function may be at a breakpoint, and its executor with it.
        if (Debugging.IsOn)
            return;
        var now = _time.GetUtcNow();
        foreach (var request in _requests.Requests)
        {
            // An executor stops the function at the deadline by itself, and knows which one of a DAG it was.
            if (request.Deadline > now || (request.IsPlaced && request.Deadline + ExecutorGrace > now))
                continue;
            _requests.Fail(request, request.ErrorAtDeadline(_time));
        }
    }
}
