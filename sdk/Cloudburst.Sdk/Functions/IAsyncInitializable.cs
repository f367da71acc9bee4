namespace Cloudburst;

/// <summary>
/// Implemented by a class with instance functions that has more to do before its first call than a constructor can: to download a model, to warm a connection up. An executor awaits it once,
/// after the constructor and before any function of the object runs.
/// </summary>
public interface IAsyncInitializable
{
    /// <summary>Makes the object ready. An exception is reported to the callers that wait for the object, which is disposed; the next call makes another one.</summary>
    /// <param name="cancellationToken">Fires when the executor stops, not when a caller leaves: other callers wait for the object too.</param>
    ValueTask InitializeAsync(CancellationToken cancellationToken);
}
