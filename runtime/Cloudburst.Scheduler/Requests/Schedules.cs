using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Requests;

/// <summary>Writes the schedule that each participant of a request receives.</summary>
internal static class Schedules
{
    /// <summary>The executors of a placement and those that may help it, each once, in order of first use.</summary>
    public static ExecutorHandle[] ParticipantsOf(ExecutorHandle[] placement, ExecutorHandle[][] helpers)
    {
        if (Array.TrueForAll(placement, executor => executor == placement[0]) && Array.TrueForAll(helpers, static some => some.Length == 0))
            return [placement[0]];
        var participants = new List<ExecutorHandle>();
        foreach (var executor in placement.Concat(helpers.SelectMany(static some => some)))
        {
            if (!participants.Contains(executor))
                participants.Add(executor);
        }
        return [.. participants];
    }

    /// <summary>The schedule of an attempt, or of a part of its DAG; the same for every participant that runs a node.</summary>
    public static Schedule For(
        InFlightRequest request, RegisteredDag dag, int attempt, NextPart? part, ExecutorHandle[] placement, ExecutorHandle[][] helpers, ExecutorHandle[] participants)
    {
        var schedule = new Schedule { RequestId = request.Id, Attempt = attempt, Plan = dag.Plan, Options = request.Call.Options, Scheduler = request.Scheduler };
        if (part is not null)
        {
            schedule.DagPart = part.Number;
            schedule.Options = part.Options;
            schedule.Session = part.Session;
        }
        schedule.Arguments.AddRange(part?.Arguments ?? request.Call.Arguments);
        if (participants.Length == 1)
            return schedule;
        foreach (var executor in participants)
            schedule.Locations.Add(new Location { ExecutorId = executor.Id, Address = executor.Address });
        foreach (var executor in placement)
            schedule.Placement.Add(Array.IndexOf(participants, executor));
        for (var i = 0; i < helpers.Length; i++)
        {
            var some = new MapHelpers { Node = dag.Maps[i] };
            some.Locations.AddRange(helpers[i].Select(executor => Array.IndexOf(participants, executor)));
            schedule.Helpers.Add(some);
        }
        return schedule;
    }

    /// <summary>The schedule of an executor that only helps with maps: without the arguments that it has no use for, such as the list itself.</summary>
    public static Schedule ForHelper(Schedule schedule, RegisteredDag dag)
    {
        var lean = new Schedule
        {
            RequestId = schedule.RequestId,
            Attempt = schedule.Attempt,
            Plan = schedule.Plan,
            Options = schedule.Options,
            Scheduler = schedule.Scheduler,
            DagPart = schedule.DagPart,
            Session = schedule.Session,
        };
        for (var i = 0; i < schedule.Arguments.Count; i++)
            lean.Arguments.Add(Array.IndexOf(dag.HelpersInputs, i) >= 0 ? schedule.Arguments[i] : new ArgumentValue());
        lean.Locations.AddRange(schedule.Locations);
        lean.Placement.AddRange(schedule.Placement);
        lean.Helpers.AddRange(schedule.Helpers);
        return lean;
    }
}
