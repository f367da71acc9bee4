using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Instances;

/// <summary>The objects that instance functions run on: each made once, when it is first needed, shared by all workers and disposed with the executor.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FunctionInstances : IAsyncDisposable
{
    /// <summary>How long the end of an executor waits for objects that are being made or disposed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<FunctionClass, FunctionInstance> _instances = new();
    private readonly CancellationTokenSource _stopping = new();

    // Kept by itself: a source that was disposed gives none.
    private readonly CancellationToken _stopped;

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public FunctionInstances(IServiceProvider services, TimeProvider time, ILogger logger)
    {
        _services = services;
        _time = time;
        _logger = logger;
        _stopped = _stopping.Token;
    }

    /// <summary>The object of a class, if it has been made.</summary>
    public object? TryGet(FunctionClass type) => _instances.TryGetValue(type, out var instance) ? instance.Current : null;

    /// <summary>The object of a class; made now, unless it is there or somebody else makes it.</summary>
    /// <param name="type">The class.</param>
    /// <param name="cancellationToken">Ends the wait, not the making.</param>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InstanceFailed"/>: it can't be made now.</exception>
    /// <exception cref="ObjectDisposedException">The executor has ended.</exception>
    public Task<object> GetAsync(FunctionClass type, CancellationToken cancellationToken)
    {
        var instance = _instances.GetOrAdd(type, static (key, self) => new FunctionInstance(key, self._services, self._logger), this);
        // Asked once it is among the others: either the end of all finds it there, or it is found here that there is no beginning any more.
        ObjectDisposedException.ThrowIf(_stopped.IsCancellationRequested, this);
        return instance.GetAsync(_stopped).WaitAsync(cancellationToken);
    }

    /// <summary>Makes the objects of the classes that ask for it, all at once.</summary>
    /// <returns>When each is there, or has failed and is left to the first call.</returns>
    public Task WarmUpAsync(FunctionTable functions) => Task.WhenAll(
        functions.Functions.Select(function => function.Class).OfType<FunctionClass>().Where(type => type.WarmsUp).Distinct().Select(WarmUpAsync));

    /// <summary>Disposes all objects. Nothing runs on them any more, or is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_instances.Values.Select(instance => instance.EndAsync())).WaitAsync(Patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _logger.LogWarning("The executor ends although objects of functions are still being made or disposed after {Patience}", Patience);
        }
        _stopping.Dispose();
    }

    private async Task WarmUpAsync(FunctionClass type)
    {
        try
        {
            await GetAsync(type, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CloudburstException error)
        {
            // The log has it, with its stack; the next call tries again.
            _logger.LogDebug("The warm-up of {Class} failed: {Reason}", type.Name, error.Message);
        }
    }
}
