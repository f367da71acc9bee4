namespace Cloudburst;

/// <summary>
/// Calls functions and DAGs, and reads and writes state, from outside. One client per process is enough: calls share its connections.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
public interface ICloudburstClient : IAsyncDisposable
{
    /// <summary>The store, for the typed state classes: <c>new ShopState(client.State)</c>.</summary>
    IStateStore State { get; }

    /// <summary>Makes a call and waits for its result. The typed overloads in <see cref="CloudburstCalls"/> read better.</summary>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    /// <exception cref="CloudburstException">The call could not be made or finished; the code says why.</exception>
    /// <exception cref="OperationCanceledException">The token fired; the request is withdrawn.</exception>
    Task<TResult> CallAsync<TResult>(CloudburstRequest<TResult> request, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a call and returns as soon as it is placed. Its result, or its failure, goes to the store.</summary>
    /// <exception cref="CloudburstException">The call could not be placed; the code says why.</exception>
    Task<CloudburstFuture<TResult>> StartAsync<TResult>(CloudburstRequest<TResult> request, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls a function that yields a stream, and takes its results as they are produced. The function waits when the caller does: no more than about a megabyte is under way. To stop early, leave
    /// the loop; the function's token fires. The typed overloads in <see cref="CloudburstCalls"/> read better.
    /// </summary>
    /// <returns>Each enumeration is a request of its own, which is made when it starts. Its deadline is that of the whole stream.</returns>
    /// <exception cref="FunctionFailedException">The function threw; the results before that were delivered.</exception>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.StreamBroken"/>: an executor or a scheduler was lost after some results had been delivered. Before that the function is run again by itself. Other codes say why
    /// the call could not be made or finished.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token fired; the request is withdrawn.</exception>
    IAsyncEnumerable<TItem> StreamAsync<TItem>(CloudburstStreamRequest<TItem> request, CallOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks a scheduler where it would place a call at this moment, and how much of its data is cached there; nothing runs. A DAG that the caller has is registered by it. The call itself may go elsewhere: caches and loads
    /// change, and part of the calls go anywhere so that hot data spreads (Cloudburst, VLDB 2020, §4.3).
    /// </summary>
    /// <param name="request">The call, with its arguments.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CloudburstException">The call could not be placed: its target, its arguments or its executors are missing, or no scheduler can be reached.</exception>
    Task<CloudburstPlacement> ExplainAsync<TResult>(CloudburstRequest<TResult> request, CancellationToken cancellationToken = default);

    /// <summary>Waits for the result of a request that was started, here or elsewhere.</summary>
    /// <exception cref="CloudburstException">The request failed, or there was no result in time.</exception>
    Task<TResult> GetResultAsync<TResult>(string key, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Registers a DAG under its name. Calls do this by themselves; do it to find mistakes early. The same DAG twice is no error.</summary>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.DagInvalid"/>, or <see cref="CloudburstErrorCode.DagAlreadyExists"/> when another DAG has the name.
    /// </exception>
    Task RegisterAsync(Dag dag, CancellationToken cancellationToken = default);

    /// <summary>Removes a DAG; its functions stay.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.DagNotFound"/>.</exception>
    Task DeleteDagAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Lists the functions whose names start with a prefix, and the registered DAGs.</summary>
    Task<CloudburstCatalog> GetCatalogAsync(string prefix = "", CancellationToken cancellationToken = default);

    /// <summary>Asks a scheduler what it sees of the system: its executors, the caches, the store.</summary>
    /// <exception cref="CloudburstException">No scheduler can be reached. A store that can't be reached is part of the answer.</exception>
    Task<CloudburstStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Follows a key: gives its capsule as it is now, empty when the key is absent, and again each time it has changed, within a quarter of a second. What changes faster is not seen
    /// step by step; the last state always is.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="CloudburstException">The store or a scheduler can't be reached, or the key is invalid.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> WatchStateAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads what became of a request that was called with <see cref="CallOptions.TraceName"/>: where its functions ran, when, and what they read. Ask the client that made the call,
    /// since the trace is kept by the scheduler that took it.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The trace; <see langword="null"/> when the scheduler has none of that name, or no longer.</returns>
    /// <exception cref="CloudburstException">No scheduler can be reached.</exception>
    Task<CloudburstTrace?> GetTraceAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists requests of the last seven days that were tried as often as is allowed and never finished, the latest first. Calling one again is up to you:
    /// its function may have had effects in every attempt.
    /// </summary>
    /// <exception cref="CloudburstException">The store, or a scheduler, can't be reached.</exception>
    Task<IReadOnlyList<CloudburstDeadLetter>> GetDeadLettersAsync(CancellationToken cancellationToken = default);
}
