using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <content>How far the request has come in a DAG with continuations.</content>
internal sealed partial class InFlightRequest
{
    /// <summary>The number of the DAG's last part.</summary>
    public int LastPart => Dag is { Parts.Length: > 0 } dag ? dag.Parts.Length - 1 : 0;

    /// <summary>Whether a try has left a part of the DAG behind: what executors still say about that is of no interest.</summary>
    public bool IsPast(int attempt, int part)
    {
        lock (Gate)
            return _tries.Exists(one => one.Attempt == attempt && one.Part > part);
    }

    /// <summary>Takes note that the result of a part is known: its executors are free for others.</summary>
    /// <returns>Whether it is news, and the next part is to be placed.</returns>
    public bool TryEndPart(int attempt, int part)
    {
        lock (Gate)
        {
            if (IsEnded || _tries.Find(one => one.Attempt == attempt && one.Part == part) is not { } ended)
                return false;
            EndTry(ended);
            _tries[_tries.IndexOf(ended)] = ended with { Participants = [], Placement = [], Shares = null, Part = part + 1, Earlier = ended.Everyone };
            return true;
        }
    }

    /// <summary>Begins the next part.</summary>
    /// <param name="attempt">The try.</param>
    /// <param name="part">The part's number.</param>
    /// <param name="participants">Its executors.</param>
    /// <param name="placement">Where each of its nodes runs.</param>
    /// <returns>Whether the try is still under way.</returns>
    public bool TryBeginPart(int attempt, int part, ExecutorHandle[] participants, ExecutorHandle[] placement)
    {
        lock (Gate)
        {
            if (IsEnded || _tries.Find(one => one.Attempt == attempt && one.Part == part && one.Participants.Length == 0) is not { } waiting)
                return false;
            var shares = TakeShares(Dag!.PartAt(part), participants, placement);
            _tries[_tries.IndexOf(waiting)] = waiting with { Participants = participants, Placement = placement, Shares = shares };
            return true;
        }
    }
}
