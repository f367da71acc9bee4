using System.Runtime.ExceptionServices;
using Cloudburst.Executor.Instances;
using Cloudburst.Executor.State;

namespace Cloudburst.Executor.Runs;

/// <summary>One of the calls that a run of a function takes together. It goes on where it waits, on the worker that it gets when the run is over.</summary>
internal abstract class BatchCall : IWork
{
    private readonly TaskCompletionSource _end = new();

    protected BatchCall(BatchEntry entry, FunctionInvocation invocation)
    {
        Lane = entry.Lane;
        Run = entry.Run;
        Worker = entry.Worker;
        Context = entry.Context;
        State = entry.State;
        Scope = entry.Scope;
        Invocation = invocation;
        Place = new LinkedListNode<BatchCall>(this);
    }

    public Caller Caller => Worker.Caller;

    public BatchLane Lane { get; }

    public RequestRun Run { get; }

    public WorkerUse Worker { get; }

    public FunctionContext Context { get; }

    public RequestState State { get; }

    public InvocationScope Scope { get; }

    public FunctionInvocation Invocation { get; }

    /// <summary>Its place in line.</summary>
    public LinkedListNode<BatchCall> Place { get; }

    /// <summary>What it failed with; set before its end.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Completes when it has left the line, or its run is over.</summary>
    public Task End => _end.Task;

    public void Execute() => _end.SetResult();

    public void ThrowIfFailed()
    {
        if (Failure is not null)
            ExceptionDispatchInfo.Throw(Failure);
    }

    /// <summary>Calls the function for all of them, of which this is the first.</summary>
    public abstract ValueTask RunAsync(FunctionDescriptor function, IReadOnlyList<BatchCall> calls, InvocationScope scope, CancellationToken cancellationToken);
}

/// <summary>A call with what it brings.</summary>
/// <param name="entry">Where it comes from.</param>
/// <param name="invocation">Takes its result.</param>
/// <param name="item">What it brings.</param>
/// <param name="run">Calls the function.</param>
internal sealed class BatchCall<TItem>(BatchEntry entry, FunctionInvocation invocation, TItem item, BatchRunner<TItem> run) : BatchCall(entry, invocation)
{
    public TItem Item => item;

    public override ValueTask RunAsync(FunctionDescriptor function, IReadOnlyList<BatchCall> calls, InvocationScope scope, CancellationToken cancellationToken) =>
        run(new FunctionBatch<TItem>(function, [.. calls.Cast<BatchCall<TItem>>()], scope, cancellationToken));
}

/// <summary>What an invocation needs to run together with others.</summary>
/// <param name="Lane">Where they wait.</param>
/// <param name="Run">Its request.</param>
/// <param name="Worker">What runs it.</param>
/// <param name="Context">What the function sees of it.</param>
/// <param name="State">What it sees of the store.</param>
/// <param name="Scope">Its services.</param>
internal sealed record BatchEntry(BatchLane Lane, RequestRun Run, WorkerUse Worker, FunctionContext Context, RequestState State, InvocationScope Scope);
