using System.Diagnostics;

namespace Cloudburst.Executor.Runs;

/// <summary>One run of a function for the calls that wait for it, on a worker of its own: none of the calls' requests can take it from the others.</summary>
internal sealed class BatchRun : WorkerUse
{
    private readonly ExecutorEngine _engine;
    private readonly FunctionDescriptor _function;
    private readonly BatchLane _lane;
    private List<BatchCall> _calls = [];

    public BatchRun(ExecutorEngine engine, FunctionDescriptor function, BatchLane lane, Caller caller)
        : base(engine, caller)
    {
        _engine = engine;
        _function = function;
        _lane = lane;
        Function = function.Name;
        Turn = new Turn(lane);
    }

    public override bool IsAwaited => _calls.Exists(static call => !call.Run.IsEnded && !call.Context.CancellationToken.IsCancellationRequested);

    protected override async Task RunAsync()
    {
        _calls = _lane.Take();
        // All of them may have left meanwhile.
        if (_calls.Count == 0)
            return;
        foreach (var call in _calls)
        {
            call.Run.Enter(this);
            call.Context.Span?.Enter();
        }
        IsCalling = true;
        try
        {
            await CallAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever user code throws is a result for the callers; the worker goes on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            foreach (var call in _calls)
                call.Failure = thrown;
        }
        finally
        {
            IsCalling = false;
            foreach (var call in _calls)
            {
                call.Context.Span?.Return();
                call.Run.Leave(this);
                _engine.Workers.Start(call);
            }
        }
    }

    private async ValueTask CallAsync()
    {
        var work = new BatchWork(_engine, _function, _calls);
        var started = Stopwatch.GetTimestamp();
        try
        {
            // A developer who stands at a breakpoint must not find the requests gone.
            if (_function.Timeout is { } timeout && !Debugger.IsAttached)
                await TimedCall.RunAsync(_engine, _function, timeout, work).ConfigureAwait(false);
            else
                await work.InvokeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!work.GoesOn)
                await work.DisposeAsync().ConfigureAwait(false);
        }
        _engine.Loads.Add(_function, started, _calls.Count);
    }
}
