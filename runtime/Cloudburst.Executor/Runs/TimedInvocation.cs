using Cloudburst.Executor.Instances;
using Cloudburst.Executor.State;

namespace Cloudburst.Executor.Runs;

/// <summary>One call of a function that may take only so long.</summary>
internal sealed class TimedInvocation(FunctionDescriptor function, FunctionInvocation invocation, FunctionContext context, RequestState state, InvocationScope scope) : ITimedWork
{
    public CancellationToken CancellationToken => context.CancellationToken;

    public void Limit(CancellationToken token) => context.Limit(token);

    public ValueTask InvokeAsync() => function.Invoker(invocation);

    public void GoOn() => context.GoesOn = true;

    public ValueTask ReleaseAsync()
    {
        state.ReleaseViews();
        return scope.DisposeAsync();
    }
}
