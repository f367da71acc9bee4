using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>One request from its arrival to its answer. Mutable state is guarded by <see cref="Gate"/>; nothing is sent while it is held.</summary>
internal sealed partial class InFlightRequest(Call call, ILink<GatewayFrame> client, ulong frameId, DateTimeOffset arrived, DateTimeOffset deadline)
{
    private Caller _client = new(client, frameId, IsStart(call));
    private List<Caller>? _others;
    private bool _mustGoOn = IsStart(call);
    private Outcome? _outcome;
    private bool _isAccepted;
    private int _ended;

    public Lock Gate { get; } = new();

    public Call Call { get; } = call;

    public string Id => Call.RequestId;

    public string Target => Call.TargetCase == Call.TargetOneofCase.Dag ? Call.Dag : Call.Function;

    public string ResultKey => Call.Options.ResultKey;

    /// <summary>Names, with the request's id and the try's number, its runs at executors: this scheduler, for nearly all requests.</summary>
    public required ulong Scheduler { get; init; }

    /// <summary>Whether its caller has chosen its id: whoever asks with it gets the one outcome.</summary>
    public bool IsNamed => !Call.Options.CallDigest.IsEmpty;

    /// <summary>Whether its caller takes a stream of results.</summary>
    public bool IsStream => Call.Stream;

    /// <summary>Results that were delivered of a stream.</summary>
    public long Delivered { get; private set; }

    public DateTimeOffset Arrived { get; } = arrived;

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Takes what becomes of it, where its caller has asked for a trace.</summary>
    public RequestTrace? Trace { get; set; }

    /// <summary>Set once the target is known.</summary>
    public RegisteredDag? Dag { get; set; }

    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>
    /// Answers a client that lost its link and asks again on another with the same request id, now or when the request ends. Where its caller has chosen the id, others may ask with it too.
    /// </summary>
    /// <param name="again">The call, as it was asked again.</param>
    /// <param name="link">The new link.</param>
    /// <param name="id">The frame's id on it.</param>
    /// <param name="answer">What can be told at once; <see langword="null"/> when nothing can.</param>
    public void Retarget(Call again, ILink<GatewayFrame> link, ulong id, out GatewayFrame? answer)
    {
        var caller = new Caller(link, id, IsStart(again));
        lock (Gate)
        {
            _mustGoOn |= caller.IsStart;
            answer = _outcome is not null ? AnswerTo(_outcome, caller) : _isAccepted && caller.IsStart ? new GatewayFrame { Id = id, Accepted = new Accepted() } : null;
            if (!IsNamed)
                _client = caller;
            else if (answer is null)
                (_others ??= []).Add(caller);
        }
    }

    /// <summary>A caller does not wait any more.</summary>
    /// <returns>Whether nobody does, so that the request may end.</returns>
    public bool TryLeave(ILink<GatewayFrame> link, ulong id)
    {
        lock (Gate)
        {
            if (!IsNamed)
                return true;
            if (_mustGoOn)
                return false;
            if (!_client.Is(link, id))
            {
                _others?.RemoveAll(other => other.Is(link, id));
                return false;
            }
            if (_others is not { Count: > 0 })
                return true;
            _client = _others[^1];
            _others.RemoveAt(_others.Count - 1);
            return false;
        }
    }

    /// <summary>Counts results of a stream as delivered.</summary>
    /// <returns>Whom to deliver them to; <see langword="null"/> when they are of an attempt that was given up, or the request has ended.</returns>
    public Caller? TryDeliver(int attempt, int count)
    {
        lock (Gate)
        {
            if (!IsCurrent(attempt))
                return null;
            Delivered += count;
            return _client;
        }
    }

    /// <summary>Whether its caller waits on a link.</summary>
    public bool IsFrom(ILink<GatewayFrame> link)
    {
        lock (Gate)
            return _client.Link == link;
    }

    /// <summary>Marks a request whose outcome is stored as placed.</summary>
    /// <returns>Those who started it, and are told so, once; none when they have been.</returns>
    public Caller[] Accept()
    {
        lock (Gate)
        {
            if (_isAccepted || IsEnded)
                return [];
            _isAccepted = true;
            return [.. Callers(static caller => caller.IsStart)];
        }
    }

    /// <summary>
    /// What a caller is told of an outcome: all of it; or of a started request that its outcome lies in the store, unless it could not even be placed.
    /// </summary>
    public GatewayFrame AnswerTo(Outcome outcome, Caller caller)
    {
        if (!caller.IsStart)
            return new GatewayFrame { Id = caller.FrameId, Outcome = outcome };
        return outcome.KindCase == Outcome.KindOneofCase.Error && Attempt == 0 && outcome.CallDigest.IsEmpty
            ? new GatewayFrame { Id = caller.FrameId, Error = outcome.Error }
            : new GatewayFrame { Id = caller.FrameId, Accepted = new Accepted() };
    }

    /// <summary>Ends the request; only the first caller gets to answer it.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="tries">The tries under way.</param>
    /// <param name="caller">Whom to answer; <see langword="null"/> when it has been answered already.</param>
    /// <param name="others">Whom else; nobody, for nearly all requests.</param>
    public bool TryEnd(Outcome outcome, out Try[] tries, out Caller? caller, out Caller[] others)
    {
        lock (Gate)
        {
            tries = [];
            caller = null;
            others = [];
            if (Interlocked.Exchange(ref _ended, 1) != 0)
                return false;
            _outcome = outcome;
            _hedge?.Dispose();
            tries = [.. _tries];
            _tries.Clear();
            Array.ForEach(tries, EndTry);
            caller = IsWaiting(_client) ? _client : null;
            if (_others is not null)
                others = [.. _others.Where(IsWaiting)];
            return true;
        }
    }

    private static bool IsStart(Call call) => call.Options.ResultKey.Length > 0 && !call.Options.WantsOutcome;

    private bool IsWaiting(Caller caller) => !(_isAccepted && caller.IsStart);

    private IEnumerable<Caller> Callers(Func<Caller, bool> which) => (_others ?? []).Prepend(_client).Where(which);
}

/// <summary>Whom to answer: a frame on a link.</summary>
/// <param name="Link">The link.</param>
/// <param name="FrameId">The frame.</param>
/// <param name="IsStart">Whether it is told that the request is placed, and finds the outcome in the store.</param>
internal readonly record struct Caller(ILink<GatewayFrame> Link, ulong FrameId, bool IsStart)
{
    public bool Is(ILink<GatewayFrame> link, ulong id) => Link == link && FrameId == id;
}
