using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Direct;

/// <summary>One client's link. To the engine it is a scheduler that places everything here: it takes the outcomes, and when it is lost its runs are stopped.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DirectSession(DirectCalls owner, ILink<DirectReply> link) : ILinkReceiver<DirectFrame>, ILink<ExecutorFrame>
{
    /// <summary>Stands for a scheduler in the names of attempts: the client counts its own.</summary>
    private readonly ulong _id = (ulong)Random.Shared.NextInt64();

    public Task Closed => link.Closed;

    public void OnReceived(DirectFrame frame)
    {
        switch (frame.BodyCase)
        {
            case DirectFrame.BodyOneofCase.Call:
                Take(frame.Call);
                break;
            case DirectFrame.BodyOneofCase.Cancel:
                owner.Engine.Abandon(new Abandon { RequestId = frame.Cancel, Attempt = 1, CancelledByCaller = true, Scheduler = _id });
                break;
        }
    }

    public void OnClosed(Exception? error)
    {
        owner.Forget(this);
        owner.Engine.SchedulerLost(this);
    }

    // Clients that want a trace do not come here, since it is a scheduler that keeps it.
    public bool TrySend(ExecutorFrame frame) => frame.BodyCase == ExecutorFrame.BodyOneofCase.Completed && TrySend(new DirectReply { RequestId = frame.Completed.RequestId, Outcome = frame.Completed.Outcome });

    public bool TrySend(DirectReply reply) => link.TrySend(reply);

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private void Take(Call call)
    {
        if (owner.Decline(call, out var plan) is { } declined)
        {
            TrySend(new DirectReply { RequestId = call.RequestId, Declined = declined });
            return;
        }
        var schedule = new Schedule { RequestId = call.RequestId, Attempt = 1, Options = call.Options, Scheduler = _id };
        schedule.Arguments.AddRange(call.Arguments);
        // More may have come in since; like any call that is declined, this one has not run.
        if (!owner.Engine.TrySchedule(schedule, plan!, this, out _))
            TrySend(new DirectReply { RequestId = call.RequestId, Declined = new Declined { Busy = true } });
    }
}
