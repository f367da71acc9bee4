using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>One request from its arrival to its answer. Mutable state is guarded by <see cref="Gate"/>; nothing is sent while it is held.</summary>
internal sealed class InFlightRequest(Call call, ILink<GatewayFrame> client, ulong frameId, DateTimeOffset arrived, DateTimeOffset deadline)
{
    private int _ended;

    public Lock Gate { get; } = new();

    public Call Call { get; } = call;

    public string Id => Call.RequestId;

    public string Target => Call.TargetCase == Call.TargetOneofCase.Dag ? Call.Dag : Call.Function;

    public string ResultKey => Call.Options.ResultKey;

    public DateTimeOffset Arrived { get; } = arrived;

    public DateTimeOffset Deadline { get; } = deadline;

    /// <summary>Set once the target is known.</summary>
    public RegisteredDag? Dag { get; set; }

    /// <summary>The present try, from 1; 0 before the first.</summary>
    public int Attempt { get; private set; }

    /// <summary>The executors of the present try, each once.</summary>
    public ExecutorHandle[] Participants { get; private set; } = [];

    /// <summary>Whom to answer; a client that lost its link asks again on another with the same request id.</summary>
    public (ILink<GatewayFrame> Link, ulong FrameId) Client { get; private set; } = (client, frameId);

    /// <summary>Whether the caller of a started request has been told that it is placed.</summary>
    public bool IsAccepted { get; set; }

    public bool IsEnded => Volatile.Read(ref _ended) != 0;

    public void Retarget(ILink<GatewayFrame> client, ulong frameId)
    {
        lock (Gate)
            Client = (client, frameId);
    }

    /// <summary>Begins the next try.</summary>
    /// <returns>Its number, or 0 when the request has ended meanwhile.</returns>
    public int BeginAttempt(ExecutorHandle[] participants)
    {
        lock (Gate)
        {
            if (IsEnded)
                return 0;
            Participants = participants;
            foreach (var executor in participants)
                executor.Began();
            return ++Attempt;
        }
    }

    /// <summary>Gives a try up, if it still is the present one.</summary>
    /// <returns>Its participants, to be told; <see langword="null"/> when another thread was first.</returns>
    public ExecutorHandle[]? GiveUpAttempt(int attempt)
    {
        lock (Gate)
        {
            if (IsEnded || Attempt != attempt || Participants.Length == 0)
                return null;
            return TakeParticipants();
        }
    }

    /// <summary>Ends the request; only the first caller gets to answer it.</summary>
    public bool TryEnd(out ExecutorHandle[] participants)
    {
        lock (Gate)
        {
            participants = [];
            if (Interlocked.Exchange(ref _ended, 1) != 0)
                return false;
            participants = TakeParticipants();
            return true;
        }
    }

    private ExecutorHandle[] TakeParticipants()
    {
        var participants = Participants;
        Participants = [];
        foreach (var executor in participants)
            executor.Ended();
        return participants;
    }
}
