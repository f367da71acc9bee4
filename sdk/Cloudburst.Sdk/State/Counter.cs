using System.Diagnostics;
using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>
/// A number that many requests add to and subtract from at once with nothing lost: each writer keeps its own share, and the value is the sum of all (a
/// PN-counter).
/// </summary>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
[DebuggerDisplay("Counter {Key,nq}")]
public readonly struct Counter(IStateStore store, string key)
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>Reads the sum; 0 when the key is absent.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public async ValueTask<long> ReadAsync(CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return capsule.IsEmpty ? 0 : StateErrors.Decode<PnCounter>(key, nameof(Counter), capsule).Value;
    }

    /// <summary>Adds <paramref name="by"/>.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public ValueTask IncrementAsync(long by = 1, CancellationToken cancellationToken = default) => AddAsync(by, cancellationToken);

    /// <summary>Subtracts <paramref name="by"/>.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public ValueTask DecrementAsync(long by = 1, CancellationToken cancellationToken = default) => AddAsync(checked(-by), cancellationToken);

    /// <summary>Adds a number of either sign.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public async ValueTask AddAsync(long delta, CancellationToken cancellationToken = default)
    {
        var epoch = Stamp.Zero;
        for (var i = 0; i < StateErrors.MaxRestarts; i++)
        {
            var share = store.Journal.Add(key, delta, epoch);
            var capsule = Capsule.Encode(PnCounter.Delta(share.Replica, share.Added, share.Removed), share.Epoch);
            if (await store.JoinAsync(key, capsule, timeToLive: null, cancellationToken).ConfigureAwait(false) is not { } deletedAt)
                return;
            epoch = deletedAt;
        }
        throw StateErrors.TooManyDeletions(key);
    }

    /// <summary>Deletes the key: the counter starts again from 0.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);
}
