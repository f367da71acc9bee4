namespace Cloudburst.Kvs;

/// <summary>
/// The version of a value, opaque and comparable for equality only, and only within one store.
/// </summary>
/// <param name="Value">The store's own number; zero means that the key is absent.</param>
public readonly record struct KvsVersion(UInt128 Value)
{
    /// <summary>The version of a key that holds nothing.</summary>
    public static KvsVersion Absent => default;

    /// <inheritdoc/>
    public override string ToString() => Value == 0 ? "absent" : Value.ToString("x", null);
}

/// <summary>What <see cref="IKeyValueStore.CompareAndSetAsync"/> did.</summary>
/// <param name="Swapped">Whether the expected version was there and has been replaced.</param>
/// <param name="Version">The key's version after the call: the new one, or the one that was found instead.</param>
public readonly record struct CompareAndSetOutcome(bool Swapped, KvsVersion Version);
