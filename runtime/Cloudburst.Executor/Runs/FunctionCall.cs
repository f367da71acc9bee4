using System.Diagnostics;
using Cloudburst.Executor.Instances;
using Cloudburst.Executor.State;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Executor.Runs;

/// <summary>One call of one function for a request: resolves its arguments, runs it, makes its writes durable.</summary>
internal static class FunctionCall
{
    /// <summary>Calls a function.</summary>
    /// <param name="engine">The executor.</param>
    /// <param name="run">The request.</param>
    /// <param name="worker">What runs it.</param>
    /// <param name="function">The function.</param>
    /// <param name="site">Where in the DAG it stands.</param>
    /// <param name="arguments">Its arguments; <see langword="null"/> for those that its node is bound to.</param>
    /// <param name="state">What it sees of the store.</param>
    /// <returns>What it returned or threw.</returns>
    public static async ValueTask<Outcome> RunAsync(
        ExecutorEngine engine, RequestRun run, WorkerUse worker, FunctionDescriptor function, CallSite site, ArgumentSlot[]? arguments, RequestState state)
    {
        using var activity = engine.StartActivity(run, function.Name);
        var context = new FunctionContext(run, site, function.Name, state, engine.Mailroom, engine.Time, engine.FunctionLogger);
        context.Span = run.Schedule.Options.Trace.Length > 0 ? new CallSpan(engine.Time) : null;
        Outcome outcome;
        worker.IsCalling = true;
        try
        {
            var result = await InvokeAsync(engine, run, worker, function, site, arguments ?? Bind(run, site.Node), context, state).ConfigureAwait(false);
            if (run.Schedule.Options.Durability != DurabilityLevel.Async && state.HasWrites)
                await state.FlushAsync(run.GetToken(engine.Time, site.Node)).ConfigureAwait(false);
            outcome = new Outcome { Value = UnsafeByteOperations.UnsafeWrap(result) };
        }
#pragma warning disable CA1031 // Whatever user code throws is a result for the caller; the worker goes on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            activity?.SetStatus(ActivityStatusCode.Error, thrown.Message);
            outcome = new Outcome { Error = ErrorOf(engine, run, function, thrown) };
        }
        finally
        {
            context.Close();
            if (!context.GoesOn)
                state.ReleaseViews();
            worker.IsCalling = false;
        }
        // A function that caught the loss of its session has gone on with less than it was promised.
        if (state.Fault is { } fault)
            outcome = new Outcome { Error = ErrorOf(engine, run, function, fault) };
        context.Span?.Report(run, site, state, outcome);
        return outcome;
    }

    /// <summary>The arguments that a node is bound to.</summary>
    /// <exception cref="CloudburstException">An item is wanted of what is no tuple of so many.</exception>
    public static ArgumentSlot[] Bind(RequestRun run, int node)
    {
        var bindings = run.Plan.Topology.Nodes[node].Bindings;
        if (bindings.Count == 0)
            return [];
        var arguments = new ArgumentSlot[bindings.Count];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = run.ArgumentOf(bindings[i]);
        return arguments;
    }

    public static ErrorInfo ErrorOf(ExecutorEngine engine, RequestRun run, FunctionDescriptor function, Exception thrown) => thrown switch
    {
        OperationCanceledException when run.IsCancelledByCaller => Errors.Cancelled(function.Name),
        OperationCanceledException when run.IsOverdue(engine.Time) => Errors.DeadlineExceeded(function.Name),
        _ => Errors.FromFunction(function.Name, thrown),
    };

    private static async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ExecutorEngine engine, RequestRun run, WorkerUse worker, FunctionDescriptor function, CallSite site, ArgumentSlot[] arguments, FunctionContext context,
        RequestState state)
    {
        var scope = new InvocationScope(engine.Services);
        try
        {
            return await InvokeAsync(engine, run, worker, function, site, arguments, context, state, scope).ConfigureAwait(false);
        }
        finally
        {
            if (!context.GoesOn)
                await scope.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ExecutorEngine engine, RequestRun run, WorkerUse worker, FunctionDescriptor function, CallSite site, ArgumentSlot[] arguments, FunctionContext context,
        RequestState state, InvocationScope scope)
    {
        var invocation = new FunctionInvocation(function, arguments, context, scope, isElement: site.Element >= 0)
        {
            IsReadable = run.Schedule.Options.ReadableResult && run.Plan.MayBeResult(site.Node),
            IsContinued = run.Plan.Topology.Continues && site.Node == run.Plan.Topology.Sink,
        };
        await ArgumentReads.ResolveAsync(engine, run, function, arguments, invocation, state).ConfigureAwait(false);
        if (function.Class is { } type)
            invocation.SetInstance(engine.Instances.TryGet(type) ?? await engine.Instances.GetAsync(type, context.CancellationToken).ConfigureAwait(false));
        // Its run counts for itself and for the others.
        if (engine.BatchesOf(function) is { } batches)
        {
            await invocation.RunInBatchAsync(new BatchEntry(batches, run, worker, context, state, scope)).ConfigureAwait(false);
            return ResultOf(engine, run, function, invocation);
        }
        if (engine.LaneOf(function) is { } lane)
        {
            worker.Turn = await lane.EnterAsync(worker, context.CancellationToken).ConfigureAwait(false);
            // Nobody may wait for it any more, after it has stood in line.
            if (run.IsEnded || run.IsDropped(site.Node))
                throw new OperationCanceledException();
        }
        var started = Stopwatch.GetTimestamp();
        context.Span?.Enter();
        try
        {
            // A developer who stands at a breakpoint must not find the request gone.
            if (function.Timeout is { } timeout && !Debugger.IsAttached)
                await TimedCall.RunAsync(engine, function, timeout, new TimedInvocation(function, invocation, context, state, scope)).ConfigureAwait(false);
            else
                await function.Invoker(invocation).ConfigureAwait(false);
        }
        finally
        {
            context.Span?.Return();
            worker.Turn?.End();
        }
        engine.Loads.Add(function, started);
        return ResultOf(engine, run, function, invocation);
    }

    private static ReadOnlyMemory<byte> ResultOf(ExecutorEngine engine, RequestRun run, FunctionDescriptor function, FunctionInvocation invocation)
    {
        if (invocation.IsContinued)
            run.KeysOfResult = invocation.KeysOfResult;
        return invocation.Result.Length <= engine.Options.MaxValueBytes
            ? invocation.Result
            : throw Errors.TooLarge(function.Name, invocation.Result.Length, engine.Options.MaxValueBytes);
    }
}

/// <summary>Where in a DAG a call stands.</summary>
/// <param name="Node">The node.</param>
/// <param name="Element">The element of the list that the node is mapped over, from 0; -1 for a node that is called once.</param>
internal readonly record struct CallSite(int Node, int Element);
