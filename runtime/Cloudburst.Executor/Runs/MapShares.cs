using Cloudburst.Executor.State;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Cloudburst.Shared;
using Google.Protobuf;

namespace Cloudburst.Executor.Runs;

/// <summary>The shares of maps that executors give each other.</summary>
internal sealed class MapShares(ExecutorEngine engine)
{
    /// <summary>Sends elements of a map to an executor that helps with it.</summary>
    public void Send(RequestRun run, int location, MapShareWork work)
    {
        var share = new MapShare { First = work.First };
        share.Elements.AddRange(work.Elements.Select(static element => UnsafeByteOperations.UnsafeWrap(element)));
        var bindings = run.Plan.Topology.Nodes[work.Node].Bindings;
        for (var i = 0; i < bindings.Count; i++)
        {
            // What comes from the call, or is the same in every call, the receiver has.
            var isSent = i != work.Each && bindings[i].SourceCase == ArgumentBinding.SourceOneofCase.Node;
            share.Arguments.Add(isSent ? UnsafeByteOperations.UnsafeWrap(work.Arguments[i].Payload) : ByteString.Empty);
        }
        var session = work.Sessions.Count == 0 ? null : SessionMessages.ToState(work.Sessions[0]);
        engine.Send(run, run.Schedule.Locations[location], new Trigger { Source = work.Node, Share = share, Session = session });
    }

    /// <summary>Starts a share of another executor's map.</summary>
    public void Start(RequestRun run, int node, MapShare share, SessionRecord? session)
    {
        if (!run.TryAddShare(node))
            return;
        if (run.Plan.Functions[node] is not { } function)
        {
            engine.Report(run, new Outcome { Error = Errors.NoSuchFunction(run.Plan.Topology.Nodes[node].Function) });
            return;
        }
        var bindings = run.Plan.Topology.Nodes[node].Bindings;
        var arguments = new ArgumentSlot[bindings.Count];
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                if (!share.Arguments[i].IsEmpty)
                    arguments[i] = ArgumentSlot.Of(share.Arguments[i].Memory);
                else if (!bindings[i].Each)
                    arguments[i] = run.ArgumentOf(bindings[i]);
            }
        }
        catch (CloudburstException error)
        {
            SendPart(run, node, new MapShareResult(share.First, [], [], Errors.FromFunction(function.Name, error)));
            return;
        }
        var work = new MapShareWork(
            node, function, arguments, run.Plan.Each[node], share.First, [.. share.Elements.Select(static element => element.Memory)], session is null ? [] : [session]);
        new MapShareRun(engine, run, work, result => SendPart(run, node, result)).Start();
    }

    private void SendPart(RequestRun run, int node, MapShareResult result)
    {
        // Another attempt may fare better; whoever waits for the part would only pass that on.
        if (result.Error is { } error && Faults.IsOfSystem(error.Code))
        {
            engine.Report(run, new Outcome { Error = error });
            return;
        }
        var function = run.Plan.Topology.Nodes[node].Function;
        var part = new MapPart { First = result.First, Error = result.Error };
        part.Results.AddRange(result.Results.Select(static element => UnsafeByteOperations.UnsafeWrap(element)));
        if (part.CalculateSize() is var size && size > engine.Options.MaxValueBytes)
            part = new MapPart { First = result.First, Error = Errors.FromFunction(function, Errors.TooLarge(function, size, engine.Options.MaxValueBytes)) };
        var trigger = new Trigger { Source = node, Part = part };
        try
        {
            if (run.KeepsSession)
                trigger.Session = SessionMessages.ToState(FunctionSession.Merge(run.Schedule.Options.Consistency, result.Sessions));
        }
        catch (CloudburstException damaged)
        {
            engine.Report(run, new Outcome { Error = Errors.FromFunction(function, damaged) });
            return;
        }
        engine.Send(run, run.LocationOf(node), trigger);
    }
}
