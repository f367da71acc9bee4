using System.Diagnostics;
using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>
/// A set that many requests add to and remove from at once. An addition that a removal has not seen survives it (an observed-remove set), and a
/// removed element may be added again.
/// </summary>
/// <typeparam name="T">The elements' type; two elements are one when their payloads have the same bytes.</typeparam>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
[DebuggerDisplay("SetOf {Key,nq}")]
public readonly struct SetOf<T>(IStateStore store, string key)
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>Reads the elements; none when the key is absent.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice or type, or the store can't be reached.</exception>
    public async ValueTask<IReadOnlyCollection<T>> ReadAsync(CancellationToken cancellationToken = default)
    {
        var set = await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (set is null)
            return [];
        var elements = new List<T>(set.Count);
        foreach (var element in set.Elements)
            elements.Add(StateErrors.DecodeValue<T>(key, element)!);
        return elements;
    }

    /// <summary>Whether the set has an element.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public async ValueTask<bool> ContainsAsync(T element, CancellationToken cancellationToken = default)
    {
        var set = await LoadAsync(cancellationToken).ConfigureAwait(false);
        return set is not null && set.Contains(BytesOf(element));
    }

    /// <summary>Adds an element.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, the set is too large, or the store can't be reached.</exception>
    public async ValueTask AddAsync(T element, CancellationToken cancellationToken = default)
    {
        var bytes = BytesOf(element);
        // Knowing the element's present additions, the new one replaces them; without that a set would collect one per addition.
        var seen = await LoadAsync(cancellationToken).ConfigureAwait(false) ?? ObservedRemoveSet.Bottom;
        var epoch = Stamp.Zero;
        for (var i = 0; i < StateErrors.MaxRestarts; i++)
        {
            var dot = store.Journal.NextDot(key, epoch);
            var capsule = Capsule.Encode(seen.AddDelta(dot.Replica, dot.Counter, bytes), dot.Epoch);
            if (await store.JoinAsync(key, capsule, timeToLive: null, cancellationToken).ConfigureAwait(false) is not { } deletedAt)
                return;
            seen = ObservedRemoveSet.Bottom;
            epoch = deletedAt;
        }
        throw StateErrors.TooManyDeletions(key);
    }

    /// <summary>Removes an element as this reader sees it; a concurrent addition survives.</summary>
    /// <exception cref="CloudburstException">The key holds another kind of lattice, or the store can't be reached.</exception>
    public async ValueTask RemoveAsync(T element, CancellationToken cancellationToken = default)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (capsule.IsEmpty)
            return;
        var set = StateErrors.Decode<ObservedRemoveSet>(key, nameof(SetOf<>), capsule);
        var bytes = BytesOf(element);
        if (!set.Contains(bytes))
            return;
        Capsule.TryReadHeader(capsule.Span, out var header);
        // When a deletion overtakes a removal there is nothing left to remove.
        await store.JoinAsync(key, Capsule.Encode(set.RemoveDelta(bytes), header.Epoch), timeToLive: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the key: the set starts again empty.</summary>
    /// <exception cref="CloudburstException">The store can't be reached.</exception>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(key, cancellationToken);

    // What was written by hand is the element that a program has written, if it is written alike.
    private static byte[] BytesOf(T element) => HandJson.Unmarked(Payload.Encode(element));

    private async ValueTask<ObservedRemoveSet?> LoadAsync(CancellationToken cancellationToken)
    {
        var capsule = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return capsule.IsEmpty ? null : StateErrors.Decode<ObservedRemoveSet>(key, nameof(SetOf<>), capsule);
    }
}
