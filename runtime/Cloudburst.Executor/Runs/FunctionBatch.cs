using Cloudburst.Executor.Instances;

namespace Cloudburst.Executor.Runs;

/// <summary>One run of a function for several calls: hands their arguments out as lists, and the results back one by one.</summary>
internal sealed class FunctionBatch<TItem>(FunctionDescriptor function, BatchCall<TItem>[] calls, InvocationScope scope, CancellationToken cancellationToken) : InvocationBatch<TItem>
{
    public override CancellationToken CancellationToken => cancellationToken;

    public override IServiceProvider Services => scope.Services;

    public override object Instance => calls[0].Invocation.Instance;

    public override IReadOnlyList<T> Select<T>(Func<TItem, T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Array.ConvertAll(calls, call => parameter(call.Item));
    }

    public override void SetResults<T>(IReadOnlyList<T>? results)
    {
        if (results?.Count != calls.Length)
            throw Errors.BatchMismatch(function.Name, calls.Length, results?.Count);
        for (var i = 0; i < calls.Length; i++)
            SetResult(calls[i], results[i]);
    }

    public override void SetOutcomes<T>(IReadOnlyList<BatchResult<T>>? outcomes)
    {
        if (outcomes?.Count != calls.Length)
            throw Errors.BatchMismatch(function.Name, calls.Length, outcomes?.Count);
        for (var i = 0; i < calls.Length; i++)
        {
            if (outcomes[i].Error is { } error)
                calls[i].Failure = error;
            else
                SetResult(calls[i], outcomes[i].Value);
        }
    }

    private static void SetResult<T>(BatchCall call, T result)
    {
        try
        {
            call.Invocation.SetResult(result);
        }
#pragma warning disable CA1031 // A result that can't be encoded, by whatever code of the user's, is one call's failure.
        catch (Exception error)
#pragma warning restore CA1031
        {
            call.Failure = error;
        }
    }
}
