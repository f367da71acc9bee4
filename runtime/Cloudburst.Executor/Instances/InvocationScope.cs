using Microsoft.Extensions.DependencyInjection;

namespace Cloudburst.Executor.Instances;

/// <summary>The services of one run of a function: scoped ones live as long as it. The scope is made when the function asks for a service. Not thread-safe.</summary>
internal sealed class InvocationScope(IServiceProvider root) : IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    public IServiceProvider Services
    {
        get
        {
            if (_scope is null && root.GetService(typeof(IServiceScopeFactory)) is IServiceScopeFactory factory)
                _scope = factory.CreateAsyncScope();
            return _scope?.ServiceProvider ?? root;
        }
    }

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? default;
}
