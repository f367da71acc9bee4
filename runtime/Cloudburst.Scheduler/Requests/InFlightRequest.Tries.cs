using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <content>The tries at the request: which are under way, what became of those before, and what its executors count it as.</content>
internal sealed partial class InFlightRequest
{
    /// <summary>More than any scheduler allows; what a client says may be anything.</summary>
    private const int MostAttemptsBefore = 1_000_000;

    private readonly List<Try> _tries = [];
    private long _attemptBegan;
    private ErrorInfo? _fault;
    private TimeSpan _faultTook;
    private ITimer? _hedge;
    private bool _isHedged;

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
            return given.Everyone;
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
            var isPlaced = _tries.Exists(static one => one.Participants.Length > 0);
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

    private int Begin(ExecutorHandle[] participants, ExecutorHandle[] placement, long now)
    {
        var shares = TakeShares(Dag!.PartAt(0), participants, placement);
        _attemptBegan = now;
        _tries.Add(new Try(++Attempt, participants, placement, shares, IsSuspect));
        return Attempt;
    }

    private List<Occupancy.Share>? TakeShares(RegisteredDag part, ExecutorHandle[] participants, ExecutorHandle[] placement)
    {
        List<Occupancy.Share>? shares = null;
        foreach (var executor in participants)
        {
            executor.Began(IsSuspect);
            if (executor.Occupancy.IsLimited && executor.Occupancy.Take(FunctionsOn(executor, part, placement)) is { } share)
                (shares ??= []).Add(share);
        }
        return shares;
    }

    private static void EndTry(Try ended)
    {
        foreach (var executor in ended.Participants)
            executor.Ended(ended.IsSuspect);
        ended.Shares?.ForEach(static share => share.Return());
    }

    private static IEnumerable<string> FunctionsOn(ExecutorHandle executor, RegisteredDag part, ExecutorHandle[] placement)
    {
        for (var node = 0; node < placement.Length; node++)
        {
            if (placement[node] == executor)
                yield return part.Topology.Nodes[node].Function;
        }
    }
}

/// <summary>A try under way.</summary>
/// <param name="Attempt">Its number.</param>
/// <param name="Participants">Its executors, each once; none while the next part of its DAG has none yet.</param>
/// <param name="Placement">Where each node of the DAG, or of its part, runs.</param>
/// <param name="Shares">What it occupies of its executors.</param>
/// <param name="IsSuspect">Whether its executors count it as one that they may die of.</param>
internal sealed record Try(int Attempt, ExecutorHandle[] Participants, ExecutorHandle[] Placement, List<Occupancy.Share>? Shares, bool IsSuspect)
{
    /// <summary>The part of the DAG that it has come to.</summary>
    public int Part { get; init; }

    /// <summary>The executors of the parts before, which are told when it ends.</summary>
    public ExecutorHandle[] Earlier { get; init; } = [];

    /// <summary>All its executors.</summary>
    public ExecutorHandle[] Everyone => Earlier.Length == 0 ? Participants : [.. Participants.Union(Earlier)];
}
