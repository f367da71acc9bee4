using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>Writes the schedule that each participant of a request receives.</summary>
internal static class Schedules
{
    /// <summary>The executors of a placement, each once, in order of first use.</summary>
    public static ExecutorHandle[] ParticipantsOf(ExecutorHandle[] placement)
    {
        if (Array.TrueForAll(placement, executor => executor == placement[0]))
            return [placement[0]];
        var participants = new List<ExecutorHandle>();
        foreach (var executor in placement)
        {
            if (!participants.Contains(executor))
                participants.Add(executor);
        }
        return [.. participants];
    }

    /// <summary>The schedule of an attempt; the same for every participant but for what travels on its own link.</summary>
    public static Schedule For(InFlightRequest request, RegisteredDag dag, int attempt, ExecutorHandle[] placement, ExecutorHandle[] participants, ulong scheduler)
    {
        var schedule = new Schedule { RequestId = request.Id, Attempt = attempt, Plan = dag.Plan, Options = request.Call.Options, Scheduler = scheduler };
        schedule.Arguments.AddRange(request.Call.Arguments);
        if (participants.Length == 1)
            return schedule;
        foreach (var executor in participants)
            schedule.Locations.Add(new Location { ExecutorId = executor.Id, Address = executor.Address });
        foreach (var executor in placement)
            schedule.Placement.Add(Array.IndexOf(participants, executor));
        return schedule;
    }
}
