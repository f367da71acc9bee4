using Cloudburst.Executor.State;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Cloudburst.Shared;
using Google.Protobuf;

namespace Cloudburst.Executor.Runs;

/// <summary>What passes along the edges of DAGs: takes what became of a node to those that wait for it, here and on other executors.</summary>
internal sealed class Handover(ExecutorEngine engine)
{
    /// <summary>Starts the nodes of a request that wait for nothing.</summary>
    public void Begin(RequestRun run)
    {
        var ready = default(ReadyNodes);
        run.Begin(ref ready);
        Settle(run, ref ready);
        StartAll(run, ready);
    }

    /// <summary>Takes what another executor tells.</summary>
    public void Take(RequestRun run, Trigger trigger)
    {
        var session = run.KeepsSession && trigger.Session is { } state ? SessionMessages.ToRecord(state) : null;
        var ready = default(ReadyNodes);
        switch (trigger.ContentCase)
        {
            case Protocol.Trigger.ContentOneofCase.Value:
                run.Deliver(trigger.Source, NodeResult.Of(trigger.Value.Memory, session), ref ready);
                break;
            case Protocol.Trigger.ContentOneofCase.Skipped:
                run.Deliver(trigger.Source, NodeResult.Skipped(trigger.Skipped.Error, session), ref ready);
                break;
            case Protocol.Trigger.ContentOneofCase.Won:
                run.Drop(trigger.Source, trigger.Won);
                break;
            case Protocol.Trigger.ContentOneofCase.Share:
                engine.Shares.Start(run, trigger.Source, trigger.Share, session);
                break;
            case Protocol.Trigger.ContentOneofCase.Part:
                run.MapOf(trigger.Source)?.Take(new MapShareResult(
                    trigger.Part.First, [.. trigger.Part.Results.Select(static result => result.Memory)], session is null ? [] : [session], trigger.Part.Error));
                break;
        }
        Settle(run, ref ready);
        StartAll(run, ready);
    }

    /// <summary>Hands what became of a node to the nodes that wait for it.</summary>
    /// <returns>A node that became ready here, for this worker to go on with; -1 for none.</returns>
    public int HandOn(RequestRun run, int node, in NodeResult result)
    {
        var ready = default(ReadyNodes);
        run.Deliver(node, result, ref ready);
        if (run.IsShared)
            SendTriggers(run, node, result);
        Settle(run, ref ready);
        foreach (var more in ready.AfterFirst)
            engine.Workers.Start(new NodeRun(engine, run, more));
        return ready.Count > 0 ? ready.First : -1;
    }

    private void StartAll(RequestRun run, in ReadyNodes ready)
    {
        if (ready.Count == 0)
            return;
        engine.Workers.Start(new NodeRun(engine, run, ready.First));
        foreach (var more in ready.AfterFirst)
            engine.Workers.Start(new NodeRun(engine, run, more));
    }

    /// <summary>Hands on what becomes of choices and of skipped nodes, until only functions are left.</summary>
    private void Settle(RequestRun run, ref ReadyNodes ready)
    {
        while (ready.TryTakeSettled(out var settled))
        {
            // Two results may meet that settle it; the first one counts.
            if (!run.Deliver(settled.Node, settled.Result, ref ready))
                continue;
            if (settled.Winner >= 0 && run.Plan.Topology.Nodes[settled.Node].Kind == NodeKind.Race)
                StopLosers(run, settled.Node, settled.Winner);
            if (settled.Node == run.Plan.Topology.Sink)
                _ = engine.Conclusion.ConcludeAsync(run, settled.Result);
            else if (run.IsShared)
                SendTriggers(run, settled.Node, settled.Result);
        }
    }

    private void StopLosers(RequestRun run, int race, int winner)
    {
        var told = new HashSet<string>(StringComparer.Ordinal) { engine.Options.ExecutorId };
        for (var competitor = 0; run.IsShared && competitor < run.Plan.Topology.Nodes[race].Bindings.Count; competitor++)
        {
            // Of one that has ended nothing runs any more.
            if (competitor == winner || run.IsKnown(run.Plan.Topology.Nodes[race].Bindings[competitor].Node))
                continue;
            foreach (var node in run.Plan.OnlyFor(race, competitor))
            {
                var helpers = run.Schedule.Helpers.FirstOrDefault(helpers => helpers.Node == node)?.Locations.Select(location => run.Schedule.Locations[location]) ?? [];
                foreach (var location in helpers.Prepend(run.LocationOf(node)))
                {
                    if (told.Add(location.ExecutorId))
                        engine.Send(run, location, new Trigger { Source = race, Won = winner });
                }
            }
        }
        run.Drop(race, winner);
    }

    private void SendTriggers(RequestRun run, int node, in NodeResult result)
    {
        HashSet<int>? told = null;
        var state = result.Session is null ? null : SessionMessages.ToState(result.Session);
        foreach (var consumer in run.Plan.Consumers[node])
        {
            if (run.RunsHere(consumer) || !(told ??= []).Add(run.Schedule.Placement[consumer]))
                continue;
            var trigger = new Trigger { Source = node, Session = state };
            if (result.IsSkipped)
                trigger.Skipped = new Skipped { Error = result.Error };
            else
                trigger.Value = UnsafeByteOperations.UnsafeWrap(result.Value);
            engine.Send(run, run.LocationOf(consumer), trigger);
        }
    }
}
