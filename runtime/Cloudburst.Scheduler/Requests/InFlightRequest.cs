using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>One request from its arrival to its answer. Mutable state is guarded by <see cref="Gate"/>; nothing is sent while it is held.</summary>
internal sealed class InFlightRequest(Call call, ILink<GatewayFrame> client, ulong frameId, DateTimeOffset arrived, DateTimeOffset deadline)
{
    /// <summary>More than any scheduler allows; what a client says may be anything.</summary>
    private const int MostAttemptsBefore = 1_000_000;

    private Caller _client = new(client, frameId, IsStart(call));
    private List<Caller>? _others;
    private bool _mustGoOn = IsStart(call);
    private Outcome? _outcome;
    private bool _isAccepted;
    private int _ended;
    private long _attemptBegan;
    private ErrorInfo? _fault;
    private TimeSpan _faultTook;
    private readonly List<Try> _tries = [];
    private ITimer? _hedge;
    private bool _isHedged;

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

    /// <summary>The latest try, from 1; 0 before the first. Others may have made some: a client that held a lease, or a scheduler that is gone.</summary>
    public int Attempt { get; private set; } = Math.Clamp(call.Options.AttemptsBefore, 0, MostAttemptsBefore);

    /// <summary>How many tries were lost with their executors.</summary>
    public int Losses { get; private set; } = Math.Clamp(call.Options.AttemptsBefore, 0, MostAttemptsBefore);

    /// <summary>Whether it may be what its executors die of: it was lost with more than one.</summary>
    public bool IsSuspect => Losses > 1;

    /// <summary>How many tries ended because other transactions came first.</summary>
    public int Conflicts { get; private set; }

    /// <summary>How many tries have failed, but for those that others came before, where <see cref="Attempt"/> is the last one to fail. One beside which another one runs costs nothing.</summary>
    public int Failures => Attempt - Conflicts - (_isHedged ? 1 : 0);

    /// <summary>The executors that have it.</summary>
    public IEnumerable<ExecutorHandle> Participants => _tries.Count == 1 ? _tries[0].Participants : _tries.SelectMany(static one => one.Participants).Distinct();

    /// <summary>Whether executors have it.</summary>
    public bool IsPlaced
    {
        get
        {
            lock (Gate)
                return _tries.Count > 0;
        }
    }

    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Whether an attempt is under way and has not been given up.</summary>
    public bool IsCurrent(int attempt)
    {
        lock (Gate)
            return !IsEnded && _tries.Exists(one => one.Attempt == attempt);
    }

    /// <summary>The attempts under way that an executor takes part in.</summary>
    public int[] AttemptsOn(ExecutorHandle executor)
    {
        lock (Gate)
            return [.. _tries.Where(one => Array.IndexOf(one.Participants, executor) >= 0).Select(static one => one.Attempt)];
    }

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

    /// <summary>Begins the next try.</summary>
    /// <param name="participants">The executors.</param>
    /// <param name="placement">Where each node of the DAG runs.</param>
    /// <param name="now">A timestamp.</param>
    /// <returns>Its number, or 0 when the request has ended meanwhile.</returns>
    public int BeginAttempt(ExecutorHandle[] participants, ExecutorHandle[] placement, long now)
    {
        lock (Gate)
        {
            if (IsEnded)
                return 0;
            return Begin(participants, placement, now);
        }
    }

    /// <summary>Has something done when the request takes so long. At most once; nothing is kept of a request that ends before.</summary>
    public void HedgeAfter(TimeSpan pause, Action hedge, TimeProvider time)
    {
        lock (Gate)
        {
            if (!IsEnded && _hedge is null)
                _hedge = time.CreateTimer(static hedge => ((Action)hedge!)(), hedge, pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Where the only try under way runs; <see langword="null"/> when there is none, or the request has been begun twice already.</summary>
    public ExecutorHandle[]? PlacementToHedge()
    {
        lock (Gate)
            return IsEnded || _isHedged || _tries.Count != 1 ? null : _tries[0].Placement;
    }

    /// <summary>Begins another try beside one that takes long and goes on: whichever answers first counts.</summary>
    /// <param name="participants">The executors of the other one.</param>
    /// <param name="placement">Where each node of the DAG runs.</param>
    /// <param name="now">A timestamp.</param>
    /// <returns>Its number, or 0 when the request has ended, or is being tried again, meanwhile.</returns>
    public int BeginHedge(ExecutorHandle[] participants, ExecutorHandle[] placement, long now)
    {
        lock (Gate)
        {
            if (PlacementToHedge() is null)
                return 0;
            _isHedged = true;
            return Begin(participants, placement, now);
        }
    }

    /// <summary>Gives a try up, if it is under way.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="reason">What an executor said; <see langword="null"/> when it was lost.</param>
    /// <param name="time">The clock of timestamps.</param>
    /// <param name="goesOn">Whether another try is under way, so that there is no need for the next one.</param>
    /// <returns>Its participants, to be told; <see langword="null"/> when another thread was first.</returns>
    public ExecutorHandle[]? GiveUpAttempt(int attempt, ErrorInfo? reason, TimeProvider time, out bool goesOn)
    {
        goesOn = false;
        lock (Gate)
        {
            if (IsEnded || _tries.Find(one => one.Attempt == attempt) is not { } given)
                return null;
            _tries.Remove(given);
            EndTry(given);
            goesOn = _tries.Count > 0;
            _fault = reason;
            if (reason is null)
                Losses++;
            if (reason?.Code == ErrorCode.TransactionConflict)
                Conflicts++;
            _faultTook = time.GetElapsedTime(_attemptBegan);
            return given.Participants;
        }
    }

    /// <summary>
    /// Why the deadline was missed. When the try before failed, and the present one has not run longer than that, nothing says that it would have fared better: the failure is
    /// the reason, and tells more. But a conflict says that the request has no effect: that can only be told when it was what became of every try.
    /// </summary>
    public ErrorInfo ErrorAtDeadline(TimeProvider time)
    {
        lock (Gate)
        {
            var isPlaced = _tries.Count > 0;
            if (Conflicts > 0)
            {
                return !isPlaced && Attempt == Conflicts && !Call.Options.Repeated
                    ? Errors.Conflict(Target, Conflicts, _fault!)
                    : Errors.DeadlineExceeded(Target, [.. Participants.Select(executor => executor.Id)], Conflicts);
            }
            if (_fault is not null && (!isPlaced || time.GetElapsedTime(_attemptBegan) <= _faultTook))
                return _fault;
            return isPlaced ? Errors.DeadlineExceeded(Target, [.. Participants.Select(executor => executor.Id)], conflicts: 0) : Errors.NotPlacedInTime(Target);
        }
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

    private int Begin(ExecutorHandle[] participants, ExecutorHandle[] placement, long now)
    {
        List<Occupancy.Share>? shares = null;
        foreach (var executor in participants)
        {
            executor.Began(IsSuspect);
            if (executor.Occupancy.IsLimited && executor.Occupancy.Take(FunctionsOn(executor, placement)) is { } share)
                (shares ??= []).Add(share);
        }
        _attemptBegan = now;
        _tries.Add(new Try(++Attempt, participants, placement, shares, IsSuspect));
        return Attempt;
    }

    private static void EndTry(Try ended)
    {
        foreach (var executor in ended.Participants)
            executor.Ended(ended.IsSuspect);
        ended.Shares?.ForEach(static share => share.Return());
    }

    private IEnumerable<string> FunctionsOn(ExecutorHandle executor, ExecutorHandle[] placement)
    {
        for (var node = 0; node < placement.Length; node++)
        {
            if (placement[node] == executor)
                yield return Dag!.Topology.Nodes[node].Function;
        }
    }
}

/// <summary>A try under way.</summary>
/// <param name="Attempt">Its number.</param>
/// <param name="Participants">Its executors, each once.</param>
/// <param name="Placement">Where each node of the DAG runs.</param>
/// <param name="Shares">What it occupies of its executors.</param>
/// <param name="IsSuspect">Whether its executors count it as one that they may die of.</param>
internal sealed record Try(int Attempt, ExecutorHandle[] Participants, ExecutorHandle[] Placement, List<Occupancy.Share>? Shares, bool IsSuspect);

/// <summary>Whom to answer: a frame on a link.</summary>
/// <param name="Link">The link.</param>
/// <param name="FrameId">The frame.</param>
/// <param name="IsStart">Whether it is told that the request is placed, and finds the outcome in the store.</param>
internal readonly record struct Caller(ILink<GatewayFrame> Link, ulong FrameId, bool IsStart)
{
    public bool Is(ILink<GatewayFrame> link, ulong id) => Link == link && FrameId == id;
}
