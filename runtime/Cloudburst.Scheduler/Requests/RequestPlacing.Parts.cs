using Cloudburst.Protocol;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Requests;

/// <content>DAGs with continuations: the next part is placed when the result of the one before is known, by the keys in it.</content>
internal sealed partial class RequestPlacing
{
    /// <summary>Goes on with a request whose part of the DAG has a result.</summary>
    /// <param name="request">The request.</param>
    /// <param name="completed">What an executor says; when it is not of the try and the part under way, nothing happens.</param>
    public void Continue(InFlightRequest request, Completed completed)
    {
        if (completed.DagPart >= request.LastPart || !request.TryEndPart(completed.Attempt, completed.DagPart))
            return;
        var next = new NextPart(request.Call, completed.Attempt, completed.DagPart + 1, completed.Continuation);
        if (!TryContinueNow(request, next))
            _ = ContinueLaterAsync(request, next);
    }

    private bool TryContinueNow(InFlightRequest request, NextPart next)
    {
        var part = request.Dag!.PartAt(next.Number);
        if (placer.TryPlace(part, next.Arguments) is not { } placement)
            return false;
        var helpers = placer.HelpersFor(part, placement);
        var participants = Schedules.ParticipantsOf(placement, helpers);
        if (!request.TryBeginPart(next.Attempt, next.Number, participants, placement))
            return true;
        request.Trace?.WentOn(next.Attempt, participants);
        TrySendSchedules(request, part, next.Attempt, next, placement, helpers, participants);
        return true;
    }

    /// <summary>Waits for executors of the next part that are not there yet.</summary>
    private async Task ContinueLaterAsync(InFlightRequest request, NextPart next)
    {
        try
        {
            var started = time.GetTimestamp();
            while (request.IsCurrent(next.Attempt))
            {
                var change = executors.NextChange;
                if (TryContinueNow(request, next))
                    return;
                var patience = options.ExecutorPatience - time.GetElapsedTime(started);
                if (patience <= TimeSpan.Zero)
                {
                    requests.Fail(request, LackOf(request.Target, request.Dag!.PartAt(next.Number), executors.Current) ?? Errors.NoExecutor(request.Target, options.ExecutorPatience));
                    return;
                }
                await WaitAsync(change, patience < Placement.ExecutorHandle.RefusalPause ? patience : Placement.ExecutorHandle.RefusalPause).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The scheduler stops; the client asks another one, or this one again, under the same request id.
            requests.Forget(request);
        }
#pragma warning disable CA1031 // A request that fails here must be answered, not forgotten.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Request {Request} failed in the scheduler", request.Id);
            requests.Fail(request, Errors.Internal(error));
        }
    }
}
