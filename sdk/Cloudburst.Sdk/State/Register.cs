using System.Buffers;
using System.Diagnostics;
using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>A value that is read and written whole; of concurrent writes the last one wins, by hybrid clock (Cloudburst, VLDB 2020, §5.2).</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
[DebuggerDisplay("Register {Key,nq}")]
public readonly struct Register<T>(IStateStore store, string key)
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>Reads the value; the type's default when the key is absent.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, or the store can't be reached.</exception>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return capsule.IsEmpty ? default : Read(store, key, capsule);
    }

    /// <summary>Writes the value.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, the value is too large, or the store can't be reached.</exception>
    public async ValueTask WriteAsync(T value, CancellationToken cancellationToken = default)
    {
        var payload = Payload.Encode(value);
        for (var i = 0; i < StateErrors.MaxRestarts; i++)
        {
            var capsule = new FixedBufferWriter(Capsule.LwwPayloadOffset + payload.Length);
            Capsule.WriteLww(capsule, store.Clock.Next(), payload);
            if (await store.JoinAsync(key, capsule.Array, timeToLive: null, cancellationToken).ConfigureAwait(false) is not { } deletedAt)
                return;
            // Our clock is behind the deleting process's; the next stamp will not be.
            store.Clock.Observe(deletedAt);
        }
        throw StateErrors.TooManyDeletions(key);
    }

    /// <summary>Deletes the key.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);

    internal static T? Read(IStateStore store, string key, ReadOnlyMemory<byte> capsule)
    {
        if (!Capsule.TryReadHeader(capsule.Span, out var header) || header.Tag != LatticeTag.LastWriterWins)
            throw StateErrors.Mismatch(key, $"Register<{typeof(T).Name}>", capsule);
        store.Clock.Observe(header.Stamp);
        return Payload.Decode<T>(capsule[header.PayloadOffset..]);
    }
}
