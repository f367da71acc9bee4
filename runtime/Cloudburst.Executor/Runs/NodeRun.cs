using System.Diagnostics;
using Cloudburst.Executor.State;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Executor.Runs;

/// <summary>Runs one node of a request on a worker: resolves its arguments, calls the function, makes its writes durable, hands its result on.</summary>
internal sealed class NodeRun(ExecutorEngine engine, RequestRun run, int node) : IThreadPoolWorkItem
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private int _hasWorker = 1;
    private volatile string _function = "";

    /// <summary>The function that it runs.</summary>
    public string Function => _function;

    public void Execute() => _ = ExecuteAsync();

    /// <summary>Takes its worker away; whoever does has to return it to the others.</summary>
    /// <returns>Whether it had one.</returns>
    public bool TryGiveUpWorker() => Interlocked.Exchange(ref _hasWorker, 0) != 0;

    private async Task ExecuteAsync()
    {
        try
        {
            var next = node;
            // Along a chain on this executor an edge is a method call: the worker goes on with the node that it made ready.
            while (next >= 0)
                next = await RunAsync(next).ConfigureAwait(false);
        }
        finally
        {
            if (TryGiveUpWorker())
                engine.Workers.Finished();
            else
                engine.Stuck.Returned();
        }
    }

    /// <summary>Runs a node.</summary>
    /// <returns>A node to go on with, or -1.</returns>
    private async ValueTask<int> RunAsync(int current)
    {
        run.Enter(this);
        try
        {
            return run.IsEnded ? -1 : await RunEnteredAsync(current).ConfigureAwait(false);
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
            engine.Report(run, new Outcome { Error = Errors.NoSuchFunction(run.Plan.Topology.Nodes[current].Function) });
            return -1;
        }
        _function = function.Name;
        using var activity = engine.StartActivity(run, function.Name);
        RequestState state;
        try
        {
            state = engine.StateFor(run, current);
        }
        catch (CloudburstException error)
        {
            await engine.FinishAsync(run, new Outcome { Error = ErrorOf(function, error) }, session: null).ConfigureAwait(false);
            return -1;
        }
        var context = new FunctionContext(run, current, function.Name, state, engine.Mailroom, engine.Time, engine.FunctionLogger);
        Outcome outcome;
        try
        {
            var result = await InvokeAsync(function, current, context, state).ConfigureAwait(false);
            if (run.Schedule.Options.Durability != DurabilityLevel.Async && state.HasWrites)
                await state.FlushAsync(run.GetToken(engine.Time)).ConfigureAwait(false);
            outcome = new Outcome { Value = UnsafeByteOperations.UnsafeWrap(result) };
        }
#pragma warning disable CA1031 // Whatever user code throws is a result for the caller; the worker goes on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            activity?.SetStatus(ActivityStatusCode.Error, thrown.Message);
            outcome = new Outcome { Error = ErrorOf(function, thrown) };
        }
        finally
        {
            context.Close();
            state.ReleaseViews();
        }
        // A function that caught the loss of its session has gone on with less than it was promised.
        if (state.Fault is { } fault)
            outcome = new Outcome { Error = ErrorOf(function, fault) };
        if (outcome.KindCase == Outcome.KindOneofCase.Error || current == run.Plan.Topology.Sink)
        {
            if (state is TransactionalState transaction)
                outcome = await CommitAsync(function, transaction, outcome).ConfigureAwait(false);
            await engine.FinishAsync(run, outcome, state.Session).ConfigureAwait(false);
            return -1;
        }
        return engine.HandOn(run, current, outcome.Value, state.Session?.ToRecord());
    }

    /// <summary>Commits the request, or finds out whether its failure may be told: a function may have failed because of a state that never was.</summary>
    private async ValueTask<Outcome> CommitAsync(FunctionDescriptor function, TransactionalState transaction, Outcome outcome)
    {
        // An attempt that was given up, or is too late, leaves the request to others.
        if (run.IsEnded)
            return outcome;
        if (run.IsOverdue(engine.Time))
            return new Outcome { Error = Errors.DeadlineExceeded(function.Name) };
        if (outcome.Error is { } error && (Faults.IsOfSystem(error.Code) || error.Code is ErrorCode.DeadlineExceeded or ErrorCode.Cancelled))
            return outcome;
        try
        {
            return await transaction.CommitAsync(outcome, run.Schedule.Options.DeadlineUnixMs).ConfigureAwait(false);
        }
        catch (CloudburstException failure)
        {
            return new Outcome { Error = ErrorOf(function, failure) };
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(FunctionDescriptor function, int current, FunctionContext context, RequestState state)
    {
        var arguments = BindArguments(current);
        var invocation = new FunctionInvocation(function, arguments, context, engine.Services);
        await ResolveAsync(function, arguments, invocation, state).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        await function.Invoker(invocation).ConfigureAwait(false);
        engine.Loads.Add(function, started);
        return invocation.Result.Length <= engine.Options.MaxValueBytes
            ? invocation.Result
            : throw Errors.TooLarge(function.Name, invocation.Result.Length, engine.Options.MaxValueBytes);
    }

    private ArgumentSlot[] BindArguments(int current)
    {
        var bindings = run.Plan.Topology.Nodes[current].Bindings;
        if (bindings.Count == 0)
            return [];
        var arguments = new ArgumentSlot[bindings.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = bindings[i].SourceCase switch
            {
                ArgumentBinding.SourceOneofCase.Input => ArgumentSlot.Of(run.Schedule.Arguments[bindings[i].Input]),
                ArgumentBinding.SourceOneofCase.Node => ArgumentSlot.Of(run.ResultOf(bindings[i].Node)),
                _ => ArgumentSlot.Of(bindings[i].Constant),
            };
        }
        return arguments;
    }

    /// <summary>Reads references and state parameters, in one multi-get unless a state key depends on a reference.</summary>
    private async ValueTask ResolveAsync(FunctionDescriptor function, ArgumentSlot[] arguments, FunctionInvocation invocation, RequestState state)
    {
        var hasReferences = Array.Exists(arguments, static argument => !argument.IsResolved);
        if (!hasReferences && function.StateKeys is null)
            return;
        if (Array.Exists(arguments, static argument => argument.IsResult))
            await ResolveResultsAsync(arguments, state).ConfigureAwait(false);
        var keysAreKnown = invocation.TryFindStateKeys();
        var keys = new List<string>();
        foreach (var argument in arguments)
        {
            if (!argument.IsResolved && !keys.Contains(argument.Key!))
                keys.Add(argument.Key!);
        }
        var references = keys.Count;
        if (keysAreKnown)
            keys.AddRange(invocation.StateKeys);
        if (keys.Count > 0)
        {
            var capsules = await state.ReadManyAsync(keys).ConfigureAwait(false);
            for (var i = 0; i < arguments.Length; i++)
            {
                if (!arguments[i].IsResolved)
                {
                    arguments[i].Payload = References.PayloadOf(arguments[i].Key!, capsules[keys.IndexOf(arguments[i].Key!)], state);
                    arguments[i].IsResolved = true;
                }
            }
            if (keysAreKnown)
                invocation.SetState([.. capsules.Skip(references)]);
        }
        if (!keysAreKnown && invocation.TryFindStateKeys())
            invocation.SetState([.. await state.ReadManyAsync(invocation.StateKeys).ConfigureAwait(false)]);
    }

    private async ValueTask ResolveResultsAsync(ArgumentSlot[] arguments, RequestState state)
    {
        var wait = run.Deadline - engine.Time.GetUtcNow();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Patience ? wait : Patience;
        var keys = arguments.Where(argument => argument.IsResult).Select(argument => argument.Key!).Distinct(StringComparer.Ordinal).ToArray();
        var capsules = await state.ReadOutsideSessionAsync(keys, wait, run.GetToken(engine.Time)).ConfigureAwait(false);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].IsResult)
                continue;
            arguments[i].Payload = References.OutcomeOf(arguments[i].Key!, capsules[Array.IndexOf(keys, arguments[i].Key!)].Memory, wait);
            arguments[i].IsResolved = true;
        }
    }

    private ErrorInfo ErrorOf(FunctionDescriptor function, Exception thrown) => thrown switch
    {
        OperationCanceledException when run.IsCancelledByCaller => Errors.Cancelled(function.Name),
        OperationCanceledException when run.IsOverdue(engine.Time) => Errors.DeadlineExceeded(function.Name),
        _ => Errors.FromFunction(function.Name, thrown),
    };
}
