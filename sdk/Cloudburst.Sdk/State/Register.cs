using System.Diagnostics;

namespace Cloudburst;

/// <summary>
/// A value that is read and written whole. Of concurrent writes the last one wins, by hybrid clock; in a request at a causal level they are kept side by side
/// (Cloudburst, VLDB 2020, §5.2).
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
[DebuggerDisplay("Register {Key,nq}")]
public readonly struct Register<T>(IStateStore store, string key)
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>Reads the value; the type's default when the key is absent. Of concurrent versions at a causal level it is the newest, the same on every machine.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, or the store can't be reached.</exception>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return capsule.IsEmpty ? default : Read(store, key, capsule);
    }

    /// <summary>
    /// Reads every value that the key has at the moment: none when it is absent, one as a rule, several when requests at a causal level have written it at the same time.
    /// To settle them, write the value that should stand: it replaces all that were read.
    /// </summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, or the store can't be reached.</exception>
    public async ValueTask<IReadOnlyList<T>> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        var name = key;
        return [.. RegisterCapsule.ReadAll(store, key, HandleName, capsule).Select(payload => StateErrors.DecodeValue<T>(name, payload)!)];
    }

    /// <summary>Reads the value, with concurrent ones merged by a function of yours; the type's default when the key is absent.</summary>
    /// <param name="merge">Makes one value of two. Should give the same whatever the order: another machine may find them in another one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, or the store can't be reached.</exception>
    public async ValueTask<T?> ReadMergedAsync(Func<T, T, T> merge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(merge);
        var values = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return values.Count == 0 ? default : values.Aggregate(merge);
    }

    /// <summary>Writes the value.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, the value is too large, or the store can't be reached.</exception>
    public ValueTask WriteAsync(T value, CancellationToken cancellationToken = default) => store.PutAsync(key, Payload.Encode(value), cancellationToken);

    /// <summary>
    /// Writes the value if the register holds an expected one, in one step: for functions that are called at the level <see cref="Consistency.LastWriterWins"/>,
    /// <see cref="Consistency.Linearizable"/> or <see cref="Consistency.Transactional"/>. Values are the same when they are encoded alike. An absent key counts as the type's default, which is what reading it gives.
    /// </summary>
    /// <param name="expected">What it must hold.</param>
    /// <param name="value">The new value.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was written. False means that the register held something else, at some moment during the call.</returns>
    /// <exception cref="CloudburstException">
    /// <see cref="CloudburstErrorCode.Unsupported"/> at other levels; the key holds another kind of lattice, the value is too large, or the store can't be reached.
    /// </exception>
    public ValueTask<bool> CompareAndSetAsync(T? expected, T value, CancellationToken cancellationToken = default)
    {
        var payload = Payload.Encode(expected);
        return store.CompareAndSetAsync(key, payload, payload.AsSpan().SequenceEqual(Payload.Encode(default(T))), Payload.Encode(value), cancellationToken);
    }

    /// <summary>
    /// Reads the value, changes it and writes it. At the levels <see cref="Consistency.LastWriterWins"/>, <see cref="Consistency.Linearizable"/> and
    /// <see cref="Consistency.Transactional"/> in one step: no change that is made so is lost, and <paramref name="change"/> is called again when somebody came first.
    /// At other levels, and outside of functions, it is a read and a write.
    /// </summary>
    /// <param name="change">Makes the new value of the old one, the type's default when the key is absent; should do nothing else.</param>
    /// <param name="merge">Makes one value of two that requests at a causal level have written at the same time; without it the newest is changed.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, the value is too large, or the store can't be reached.</exception>
    public async ValueTask<T> UpdateAsync(Func<T?, T> change, Func<T, T, T>? merge = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!store.ComparesAndSets)
        {
            var seen = merge is null ? await ReadAsync(cancellationToken).ConfigureAwait(false) : await ReadMergedAsync(merge, cancellationToken).ConfigureAwait(false);
            var written = change(seen);
            await WriteAsync(written, cancellationToken).ConfigureAwait(false);
            return written;
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var capsule = await store.ReadForChangeAsync(key, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> stored = default;
            var isThere = !capsule.IsEmpty && RegisterCapsule.TryRead(store, key, HandleName, capsule, out stored);
            // What lies there is compared, not what it reads as: an older writer may have encoded it otherwise.
            var value = change(isThere ? Payload.Decode<T>(stored) : default);
            if (await store.CompareAndSetAsync(key, stored, orAbsent: !isThere, Payload.Encode(value), cancellationToken).ConfigureAwait(false))
                return value;
        }
    }

    /// <summary>Deletes the key.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);

    private static string HandleName => $"Register<{typeof(T).Name}>";

    internal static T? Read(IStateStore store, string key, ReadOnlyMemory<byte> capsule) =>
        RegisterCapsule.TryRead(store, key, HandleName, capsule, out var payload) ? StateErrors.DecodeValue<T>(key, payload) : default;
}
