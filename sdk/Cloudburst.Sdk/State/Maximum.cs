using System.Diagnostics;
using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>The largest number that was ever written.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
[DebuggerDisplay("Maximum {Key,nq}")]
public readonly struct Maximum(IStateStore store, string key)
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>Reads the largest number; <see langword="null"/> when the key is absent.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public async ValueTask<long?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return capsule.IsEmpty ? null : StateErrors.Decode<MaxLattice>(key, nameof(Maximum), capsule).Int64;
    }

    /// <summary>Writes a number; a smaller one than the stored changes nothing.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public ValueTask WriteAsync(long value, CancellationToken cancellationToken = default) =>
        EpochWriter.JoinAsync(store, key, new MaxLattice(value), cancellationToken);

    /// <summary>Deletes the key.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);
}
