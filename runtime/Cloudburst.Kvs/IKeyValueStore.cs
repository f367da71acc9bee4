using Cloudburst.Lattices;

namespace Cloudburst.Kvs;

/// <summary>
/// The lattice store: every value is a capsule (a lattice with its type tag), and every write is a join, so concurrent
/// writers merge instead of overwriting each other (Cloudburst (VLDB 2020) §3, §5.2).
/// </summary>
/// <remarks>
/// <para>Each call is one round trip (on a Redis server without our commands, two for lattices other than last-writer-wins). Joins are idempotent and commutative, so any write that failed with a transient
/// <see cref="KvsException"/> may simply be sent again. All members may be called from any number of threads at once.</para>
/// <para>Keys are strings of 1 to <see cref="KvsLimits.MaxKeyBytes"/> UTF-8 bytes. Returned memory belongs to the caller. Capsules handed
/// in are not copied: they must not change before the call has been answered, and never after one that was cancelled or failed.</para>
/// <para>Every call may throw <see cref="KvsException"/>; its <see cref="KvsException.Error"/> says why and
/// <see cref="KvsException.IsTransient"/> whether the same call may succeed later.</para>
/// </remarks>
public interface IKeyValueStore : IAsyncDisposable
{
    /// <summary>Reads one key. A deleted key is returned as its tombstone until that expires (see <see cref="KvsEntry"/>).</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The stored capsule, or <see cref="KvsEntry.Absent"/>.</returns>
    /// <exception cref="KvsException">The key is not valid, or the store can't be reached.</exception>
    ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads many keys in one round trip, and a second one for keys that seem absent. The entries are not one snapshot: each is current on its own.</summary>
    /// <param name="keys">The keys; duplicates are allowed.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>One entry for each key, in the same order.</returns>
    /// <exception cref="KvsException">A key is not valid, or the store can't be reached.</exception>
    ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Merges a capsule into the key's value, atomically, where the value lies.</summary>
    /// <param name="key">The key.</param>
    /// <param name="capsule">A valid capsule; a tombstone deletes.</param>
    /// <param name="timeToLive">
    /// When given, and when the join changes the value, the key expires so long after. A join without it leaves the key's expiry as it
    /// is, except that a value written over a tombstone lives for ever.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the answer; the join may have been done all the same.</param>
    /// <returns>Whether the join changed the value.</returns>
    /// <exception cref="KvsException">
    /// <see cref="KvsError.TypeMismatch"/> when the key holds another lattice (its value is left as it was),
    /// <see cref="KvsError.Malformed"/> when the bytes are not a capsule, <see cref="KvsError.ValueTooLarge"/>, or the store can't be reached.
    /// </exception>
    ValueTask<JoinOutcome> JoinAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default);

    /// <summary>Sends many joins in one round trip. Each is atomic on its own; together they are not.</summary>
    /// <param name="writes">The joins, applied in this order.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the joins may have been done all the same.</param>
    /// <returns>One outcome for each write, in the same order.</returns>
    /// <exception cref="KvsException">
    /// The first write that failed; every other valid write of the call has been applied. An invalid key or an oversized value is found
    /// before anything is sent.
    /// </exception>
    ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default);

    /// <summary>Deletes a key: joins a tombstone, which wins over everything written before <paramref name="stamp"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stamp">When the delete happened.</param>
    /// <param name="retention">
    /// How long the tombstone is kept so that it still wins over writes that arrive late; <see langword="null"/> for
    /// <see cref="KvsLimits.DefaultTombstoneRetention"/>.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the answer; the delete may have been done all the same.</param>
    /// <returns><see cref="JoinStatus.Changed"/> when the tombstone was stored, <see cref="JoinStatus.Unchanged"/> or
    /// <see cref="JoinStatus.Deleted"/> when something newer was there.</returns>
    /// <exception cref="KvsException">The key is not valid, or the store can't be reached.</exception>
    ValueTask<JoinOutcome> DeleteAsync(string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default);

    /// <summary>Reads one key and its version, for <see cref="CompareAndSetAsync"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>The entry and the version of exactly these bytes; an absent key has <see cref="KvsVersion.Absent"/>.</returns>
    /// <exception cref="KvsException">The key is not valid, or the store can't be reached.</exception>
    ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replaces the value if it is still the one that was read: the store's linearizable operation on one key. The value must be of the
    /// same lattice, and should dominate what it replaces, or concurrent joins elsewhere bring the old one back.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The version read before; <see cref="KvsVersion.Absent"/> to create.</param>
    /// <param name="capsule">The new value. The key's expiry is left as it is.</param>
    /// <param name="cancellationToken">
    /// Stops waiting for the answer. After a cancelled or failed call read again before retrying: it may have been done.
    /// </param>
    /// <returns>Whether the value was replaced, and the key's version after the call.</returns>
    /// <exception cref="KvsException">As for <see cref="JoinAsync"/>.</exception>
    ValueTask<CompareAndSetOutcome> CompareAndSetAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same store, except that it acknowledges a write only when so much has happened to it. The store itself promises what its servers
    /// were set up for. Views are cheap, need not be disposed, and end with the store; reads through them are ordinary reads.
    /// </summary>
    /// <param name="durability">What must have happened.</param>
    /// <returns>The view.</returns>
    /// <exception cref="KvsException">
    /// <see cref="KvsError.DurabilityUnavailable"/>, here or from the first write, when this store can't keep that promise. A write through the
    /// view may also throw <see cref="KvsError.NotReplicated"/>: it was done, but no replica confirmed it in time.
    /// </exception>
    IKeyValueStore WithDurability(WriteDurability durability) => throw KvsException.DurabilityUnavailable(
        durability, "this store does not let its caller choose", "Write without choosing");
}
