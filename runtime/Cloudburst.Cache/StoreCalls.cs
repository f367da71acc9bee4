namespace Cloudburst.Cache;

/// <summary>Deadlines for calls to the store.</summary>
internal static class StoreCalls
{
    /// <summary>Waits for a call; one that has completed already, as those of a store in this process have, costs nothing.</summary>
    /// <exception cref="TimeoutException">It took too long; it may still have an effect.</exception>
    public static ValueTask<T> WithinAsync<T>(this ValueTask<T> call, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken = default) =>
        call.IsCompleted ? call : new ValueTask<T>(call.AsTask().WaitAsync(timeout, time, cancellationToken));
}
