using System.Collections.Concurrent;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>The requests that have been taken in and not been answered; each of them ends once, and is answered once.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RequestTable(SchedulerOptions options, OutcomeStore outcomes)
{
    private readonly ConcurrentDictionary<string, InFlightRequest> _inFlight = new(StringComparer.Ordinal);
    private readonly RecentAnswers _recent = new();

    public int Count => _inFlight.Count;

    /// <summary>The requests at some moment each.</summary>
    public IEnumerable<InFlightRequest> Requests => _inFlight.Select(static known => known.Value);

    public InFlightRequest? Find(string requestId) => _inFlight.GetValueOrDefault(requestId);

    /// <summary>Takes a request in, unless it is known: a client that lost its link asks again under the same id, and must not cause a second run.</summary>
    public bool TryAdmit(InFlightRequest request, ILink<GatewayFrame> client, ulong frameId)
    {
        if (!_inFlight.TryGetValue(request.Id, out var current))
        {
            if (_inFlight.Count >= options.MaxInFlight && client is not NoCaller)
            {
                client.TrySend(new GatewayFrame { Id = frameId, Error = Errors.Overloaded(_inFlight.Count) });
                return false;
            }
            current = _inFlight.GetOrAdd(request.Id, request);
        }
        if (current != request && request.IsStream)
        {
            // Its client has had nothing of it, or it would not ask again; what was under way is lost with the old link.
            Withdraw(current);
            return TryAdmit(request, client, frameId);
        }
        if (current != request)
        {
            if (!current.Call.Options.CallDigest.Equals(request.Call.Options.CallDigest))
            {
                client.TrySend(new GatewayFrame { Id = frameId, Error = Errors.OtherCall(request.Id) });
                return false;
            }
            current.Retarget(request.Call, client, frameId, out var answer);
            if (answer is not null)
                client.TrySend(answer);
            return false;
        }
        // Its outcome is in the store, if it had one that counts.
        if (request.IsNamed)
            return true;
        // Asked for after the request is in the table: one that ends is among the recent before it leaves the table, so it is found in one of the two.
        if (_recent.Find(request.Id) is not { } known)
            return true;
        _inFlight.TryRemove(new KeyValuePair<string, InFlightRequest>(request.Id, request));
        client.TrySend(request.AnswerTo(known, new Caller(client, frameId, request.ResultKey.Length > 0)));
        return false;
    }

    /// <summary>Forgets a request without an answer: its client asks for it again.</summary>
    public void Forget(InFlightRequest request) => _inFlight.TryRemove(request.Id, out _);

    /// <summary>Ends a request at its caller's wish.</summary>
    public void Withdraw(InFlightRequest request) => End(request, new Outcome { Error = Errors.Cancelled(request.Target) }, cancelledByCaller: true);

    /// <summary>Ends a request with an error.</summary>
    public void Fail(InFlightRequest request, ErrorInfo error) => End(request, new Outcome { Error = error }, cancelledByCaller: false);

    /// <summary>Ends a request with what has become of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="outcome">What has.</param>
    /// <param name="stored">Whether it lies in the store already, where it is to go there.</param>
    public void End(InFlightRequest request, Outcome outcome, bool stored) => End(request, outcome, cancelledByCaller: false, stored);

    /// <summary>Answers a request that did not run; what the store has of it stays.</summary>
    public void Answer(InFlightRequest request, Outcome outcome) => End(request, outcome, cancelledByCaller: false, stored: true);

    private void End(InFlightRequest request, Outcome outcome, bool cancelledByCaller, bool stored = false)
    {
        if (!request.TryEnd(outcome, out var tries, out var caller, out var others))
            return;
        // The end of a stream says nothing without the stream.
        if (!request.IsStream && !request.IsNamed)
            _recent.Add(request.Id, outcome);
        _inFlight.TryRemove(request.Id, out _);
        foreach (var one in tries)
        {
            // The only executor of a request that has a value is done with it.
            if (tries.Length > 1 || one.Everyone.Length > 1 || outcome.KindCase == Outcome.KindOneofCase.Error)
                Abandon(request, one.Everyone, one.Attempt, cancelledByCaller);
        }
        if (request.Trace is { } trace)
            trace.End(request.Call.Options.Trace, outcome, [.. tries.SelectMany(static one => one.Everyone).Distinct()]);
        if (request.ResultKey.Length > 0)
        {
            if (!stored)
                outcomes.Store(request.ResultKey, outcome, request.Call.Options.CallDigest);
            outcomes.Announce(request.ResultKey);
        }
        if (caller is { } waiting)
            waiting.Link.TrySend(request.AnswerTo(outcome, waiting));
        foreach (var other in others)
            other.Link.TrySend(request.AnswerTo(outcome, other));
    }

    /// <summary>Tells executors that a try is not wanted any more.</summary>
    /// <param name="request">The request.</param>
    /// <param name="participants">The executors.</param>
    /// <param name="attempt">The try.</param>
    /// <param name="cancelledByCaller">Whether the caller does not want the request any more.</param>
    /// <param name="goesOn">Whether another try of the request goes on, maybe at the same executors.</param>
    public static void Abandon(InFlightRequest request, ExecutorHandle[] participants, int attempt, bool cancelledByCaller, bool goesOn = false)
    {
        var abandon = new Abandon { RequestId = request.Id, Attempt = attempt, CancelledByCaller = cancelledByCaller, Scheduler = request.Scheduler, OnlyThis = goesOn, LastDagPart = request.LastPart };
        foreach (var executor in participants)
        {
            if (!executor.IsLost)
                executor.TrySend(new SchedulerCommand { Abandon = abandon });
        }
    }
}
