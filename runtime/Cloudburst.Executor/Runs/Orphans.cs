using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;

namespace Cloudburst.Executor.Runs;

/// <summary>
/// Started requests whose try has failed here, and whose scheduler is gone: their callers were told that they are accepted, and only wait for their outcomes. Whichever scheduler is attached next, or is
/// now, takes them over (Cloudburst, VLDB 2020, §4.5).
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Orphans
{
    /// <summary>Beyond this the oldest are forgotten: nobody may ever attach again.</summary>
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Orphan> _orphans = new();

    /// <summary>Called when there is one, for those schedulers that are attached.</summary>
    public Action? Added { get; set; }

    /// <summary>Keeps a request until a scheduler takes it over.</summary>
    /// <param name="run">The try that has failed.</param>
    /// <param name="error">Why.</param>
    public void Add(RequestRun run, ErrorInfo error)
    {
        var topology = run.Plan.Topology;
        var options = run.Schedule.Options.Clone();
        options.Repeated = true;
        options.AttemptsBefore = run.Attempt;
        var call = new Call { RequestId = run.RequestId, Options = options };
        // A function that is called by itself is a DAG of one node, of its name.
        if (topology is { Nodes: [var only], Continues: false } && run.Key.Part == 0 && only.Function == topology.Name)
            call.Function = topology.Name;
        else
            call.Dag = topology.Name;
        // The request begins anew, with the arguments of the call; the last one of a later part is what the one before has come to.
        call.Arguments.AddRange(run.Schedule.Arguments.SkipLast(Math.Min(run.Key.Part, 1)));
        lock (_gate)
        {
            if (_orphans.Count == Most)
                _orphans.Dequeue();
            _orphans.Enqueue(new Orphan { Call = call, Error = error });
        }
        Added?.Invoke();
    }

    /// <summary>Hands them over to a scheduler.</summary>
    public void HandTo(ILink<ExecutorFrame> scheduler)
    {
        while (true)
        {
            Orphan? orphan;
            lock (_gate)
            {
                if (!_orphans.TryDequeue(out orphan))
                    return;
            }
            if (scheduler.TrySend(new ExecutorFrame { Orphan = orphan }))
                continue;
            lock (_gate)
                _orphans.Enqueue(orphan);
            return;
        }
    }
}
