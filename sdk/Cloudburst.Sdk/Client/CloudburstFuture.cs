using System.Diagnostics;

namespace Cloudburst;

/// <summary>
/// The result of a request that was started and not awaited. It lies in the store, so any process that knows its key can wait for it, and it can be
/// an argument of another call (Cloudburst, VLDB 2020, §3). Results expire, an hour after they were written by default.
/// </summary>
/// <typeparam name="T">The result's type.</typeparam>
[DebuggerDisplay("Future {Key,nq}")]
public sealed class CloudburstFuture<T>
{
    private readonly ICloudburstClient _client;

    /// <summary>Takes hold of a result by its key.</summary>
    public CloudburstFuture(ICloudburstClient client, string key)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(key);
        _client = client;
        Key = key;
    }

    /// <summary>The key of the result in the store.</summary>
    public string Key { get; }

    /// <summary>Waits for the result.</summary>
    /// <param name="timeout">How long at most; <see langword="null"/> for the client's default.</param>
    /// <param name="cancellationToken">Stops waiting; the request goes on.</param>
    /// <exception cref="CloudburstException">
    /// The request failed, or <see cref="CloudburstErrorCode.KeyMissing"/>: there was no result in time.
    /// </exception>
    public Task<T> GetAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _client.GetResultAsync<T>(Key, timeout, cancellationToken);
}
