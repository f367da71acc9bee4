using System.Diagnostics;
using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>A mark that, once raised, stays raised until the key is deleted.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
[DebuggerDisplay("Flag {Key,nq}")]
public readonly struct Flag(IStateStore store, string key)
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>Whether it is raised.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return !capsule.IsEmpty && StateErrors.Decode<FlagLattice>(key, nameof(Flag), capsule).IsRaised;
    }

    /// <summary>Raises it.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public ValueTask RaiseAsync(CancellationToken cancellationToken = default) =>
        EpochWriter.JoinAsync(store, key, FlagLattice.Raised, cancellationToken);

    /// <summary>Deletes the key: the mark is down again.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);
}
