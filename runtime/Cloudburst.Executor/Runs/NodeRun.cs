using Cloudburst.Executor.State;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>Runs one node of a request on a worker: calls its function, hands its result on.</summary>
internal sealed class NodeRun(ExecutorEngine engine, RequestRun run, int node) : WorkerUse(engine, run.Caller)
{
    private readonly ExecutorEngine _engine = engine;

    protected override async Task RunAsync()
    {
        var next = node;
        // Along a chain on this executor an edge is a method call: the worker goes on with the node that it made ready.
        while (next >= 0)
            next = await RunAsync(next).ConfigureAwait(false);
    }

    /// <summary>Runs a node.</summary>
    /// <returns>A node to go on with, or -1.</returns>
    private async ValueTask<int> RunAsync(int current)
    {
        run.Enter(this);
        try
        {
            return run.IsEnded || run.IsDropped(current) ? -1 : await RunEnteredAsync(current).ConfigureAwait(false);
        }
        finally
        {
            run.Leave(this);
        }
    }

    private async ValueTask<int> RunEnteredAsync(int current)
    {
        var function = run.Plan.Functions[current];
        if (function is null)
        {
            _engine.Report(run, new Outcome { Error = Errors.NoSuchFunction(run.Plan.Topology.Nodes[current].Function) });
            return -1;
        }
        Function = function.Name;
        RequestState state;
        try
        {
            state = _engine.StateFor(run, run.SessionsBefore(current));
        }
        catch (CloudburstException error)
        {
            await _engine.Conclusion.FinishAsync(run, new Outcome { Error = Errors.FromFunction(function.Name, error) }, session: null).ConfigureAwait(false);
            return -1;
        }
        if (run.Plan.Each[current] >= 0)
            return await MapRun.BeginAsync(_engine, run, current, function, state).ConfigureAwait(false);
        var outcome = await FunctionCall.RunAsync(_engine, run, this, function, new CallSite(current, Element: -1), arguments: null, state).ConfigureAwait(false);
        return await _engine.Conclusion.EndNodeAsync(run, current, function.Name, state, outcome).ConfigureAwait(false);
    }
}
