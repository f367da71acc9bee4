using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cloudburst;

/// <summary>
/// What a running function sees of the system: the paper's user library (Cloudburst, VLDB 2020, table 1). Declare a parameter of this type and
/// it is injected. Valid until the function returns.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
[DebuggerDisplay("{FunctionName,nq}, request {RequestId,nq}, attempt {Attempt}, until {Deadline}")]
public abstract partial class CloudburstContext
{
    /// <summary>This run's id: new on every run, also of a re-executed request.</summary>
    public abstract InvocationId Id { get; }

    /// <summary>The request's id: the same in every function of a DAG and in every attempt. Use it as an idempotency key.</summary>
    public abstract string RequestId { get; }

    /// <summary>Which try at the request this is, from 1.</summary>
    public abstract int Attempt { get; }

    /// <summary>What the caller says about the call (<see cref="CallOptions.Tags"/>): the same in every function of a DAG.</summary>
    public abstract IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>The running function's name.</summary>
    public abstract string FunctionName { get; }

    /// <summary>When the caller stops waiting.</summary>
    public abstract DateTimeOffset Deadline { get; }

    /// <summary>Fires when the caller withdraws the request, the deadline passes, or the executor must stop.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Logs in a scope that has the request's id, the invocation's, the function's name, the attempt and the call's tags.</summary>
    public abstract ILogger Logger { get; }

    /// <summary>The system's clock; virtual in tests.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>The state that this function reads and writes, behind the typed handles.</summary>
    public abstract IStateStore State { get; }

    /// <summary>Reads a register. The default value of <typeparamref name="T"/> stands for a key that is absent.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, or the store can't be reached.</exception>
    public ValueTask<T?> GetAsync<T>(string key, CancellationToken cancellationToken = default) => new Register<T>(State, key).ReadAsync(cancellationToken);

    /// <summary>Writes a register; the last writer wins.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, the value is too large, or the store can't be reached.</exception>
    public ValueTask PutAsync<T>(string key, T value, CancellationToken cancellationToken = default) => new Register<T>(State, key).WriteAsync(value, cancellationToken);

    /// <summary>Deletes a key of any kind: everything written before is gone, and the key may be used anew.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default) => State.DeleteAsync(key, cancellationToken);

    /// <summary>Sends a message to another running invocation; messages from one sender arrive in order, each once.</summary>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.MessageUndeliverable"/>: nobody with that id runs, or its executor can't be reached.
    /// </exception>
    public abstract ValueTask SendAsync<T>(InvocationId to, T message, CancellationToken cancellationToken = default);

    /// <summary>Takes the next message to this invocation, waiting at most <paramref name="timeout"/>.</summary>
    /// <returns>The message, or <see langword="null"/> when none came in time.</returns>
    /// <exception cref="CloudburstException">The message's body is not a <typeparamref name="T"/>.</exception>
    public abstract ValueTask<ReceivedMessage<T>?> ReceiveAsync<T>(TimeSpan timeout, CancellationToken cancellationToken = default);
}
