using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>
/// The store as the state handles see it: capsules under keys, merged and never overwritten. Inside a function it is the node's cache; in a client it is
/// the scheduler's gateway to the store.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
public interface IStateStore
{
    /// <summary>The clock that stamps this process's writes.</summary>
    HybridClock Clock { get; }

    /// <summary>What this process has added to counters and sets; see <see cref="WriterJournal"/>.</summary>
    WriterJournal Journal { get; }

    /// <summary>Reads one capsule; empty when the key is absent or deleted. Inside a function it is valid until the function returns.</summary>
    /// <exception cref="CloudburstException">The store can't be reached, or the key is invalid.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads several capsules in one round trip, in the order of the keys.</summary>
    /// <exception cref="CloudburstException">The store can't be reached, or a key is invalid.</exception>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Merges a capsule into the key's value.</summary>
    /// <returns><see langword="null"/> when merged; the stamp to start again from when a deletion has overtaken the writer.</returns>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, the value is too large, or the store can't be reached.</exception>
    ValueTask<Stamp?> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a register: replaces what the writer has seen of it. Outside a session and at <see cref="Consistency.LastWriterWins"/> it is stamped, and the last writer
    /// wins; at a causal level it becomes a version beside the concurrent ones (Cloudburst, VLDB 2020, §5.2).
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="payload">The encoded value; must not change afterwards.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, the value is too large, or the store can't be reached.</exception>
    ValueTask PutAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        RegisterCapsule.WriteAsync(this, key, payload, cancellationToken);

    /// <summary>Whether <see cref="CompareAndSetAsync"/> can be used: inside a request at the level <see cref="Consistency.LastWriterWins"/>, <see cref="Consistency.Linearizable"/> or <see cref="Consistency.Transactional"/>.</summary>
    bool ComparesAndSets => false;

    /// <summary>
    /// Reads a key for a change that is made with <see cref="CompareAndSetAsync"/>: what the key's primary holds, where other reads are of a cache that may be a moment behind.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The capsule; empty when the key is absent.</returns>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadForChangeAsync(string key, CancellationToken cancellationToken = default) => ReadAsync(key, cancellationToken);

    /// <summary>Writes a register if it holds an expected value, in one step.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The encoded value that it must hold; must not change afterwards.</param>
    /// <param name="orAbsent">Whether the key may also be absent.</param>
    /// <param name="payload">The encoded new value; must not change afterwards.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.Unsupported"/> where <see cref="ComparesAndSets"/> is false; the key holds another kind of lattice; the store can't be reached.
    /// </exception>
    ValueTask<bool> CompareAndSetAsync(
        string key, ReadOnlyMemory<byte> expected, bool orAbsent, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        throw StateErrors.NoCompareAndSet(key);

    /// <summary>Deletes a key: a tombstone that wins over everything written before.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default);
}
