using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor.Instances;

/// <summary>The one object of a class with instance functions. Thread-safe.</summary>
internal sealed class FunctionInstance(FunctionClass type, IServiceProvider services, ILogger logger)
{
    private readonly Lock _gate = new();
    private Task<object>? _making;
    private object? _current;
    private bool _ended;

    /// <summary>The object, if it has been made.</summary>
    public object? Current => Volatile.Read(ref _current);

    /// <summary>The object. All who ask while it is being made get the same one, or the same failure; who asks after a failure begins anew.</summary>
    /// <param name="stopping">Fires when the executor stops.</param>
    public Task<object> GetAsync(CancellationToken stopping)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_making is null or { IsFaulted: true })
            {
                // A constructor may take minutes; whoever waits for it must be able to leave at its deadline. When all have left, the failure is in the log.
                _making = Task.Run(() => MakeAsync(stopping), CancellationToken.None);
                _ = _making.ContinueWith(static making => making.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
            return _making;
        }
    }

    /// <summary>Disposes the object, once it is there.</summary>
    public async Task EndAsync()
    {
        Task<object>? making;
        lock (_gate)
        {
            _ended = true;
            making = _making;
        }
        if (making is null)
            return;
        await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (making.IsCompletedSuccessfully)
            await DisposeAsync(making.Result).ConfigureAwait(false);
    }

    private async Task<object> MakeAsync(CancellationToken stopping)
    {
        object? made = null;
        try
        {
            made = type.Create(services);
            if (made is IAsyncInitializable initializable)
                await initializable.InitializeAsync(stopping).ConfigureAwait(false);
            Volatile.Write(ref _current, made);
            return made;
        }
#pragma warning disable CA1031 // Whatever user code throws is told to its callers; the executor goes on.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            logger.LogError(thrown, "The object of {Class} could not be made", type.Name);
            if (made is not null)
                await DisposeAsync(made).ConfigureAwait(false);
            throw Errors.InstanceFailed(type.Name, thrown);
        }
    }

    private async ValueTask DisposeAsync(object instance)
    {
        try
        {
            if (instance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            else if (instance is IDisposable disposable)
                disposable.Dispose();
        }
#pragma warning disable CA1031 // The other objects have to be disposed all the same.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            logger.LogError(thrown, "The object of {Class} could not be disposed", type.Name);
        }
    }
}
