using Cloudburst.Lattices;

namespace Cloudburst.Kvs;

/// <summary>
/// What a key holds: nothing (<see cref="IsAbsent"/>), the mark of a delete (<see cref="IsTombstone"/>), or a lattice (<see cref="HasValue"/>).
/// </summary>
/// <remarks>
/// A tombstone is shown, not hidden, because whoever merges this entry with other versions needs it: without it a deleted value would
/// come back. Code that only wants the value tests <see cref="HasValue"/>.
/// </remarks>
/// <param name="Capsule">The stored bytes; empty when the key is absent.</param>
public readonly record struct KvsEntry(ReadOnlyMemory<byte> Capsule)
{
    /// <summary>The entry of a key that holds nothing.</summary>
    public static KvsEntry Absent => default;

    /// <summary>Nothing is stored under the key, not even a tombstone.</summary>
    public bool IsAbsent => Capsule.IsEmpty;

    /// <summary>The key was deleted, and the tombstone is still kept.</summary>
    public bool IsTombstone => Capsule.Length > 1 && Capsule.Span[1] == (byte)LatticeTag.Tombstone;

    /// <summary>The key holds a lattice.</summary>
    public bool HasValue => !IsAbsent && !IsTombstone;
}

/// <summary>An entry and the version of exactly its bytes.</summary>
/// <param name="Entry">What the key holds.</param>
/// <param name="Version">To be handed to <see cref="IKeyValueStore.CompareAndSetAsync"/>.</param>
public readonly record struct VersionedEntry(KvsEntry Entry, KvsVersion Version);

/// <summary>One join of <see cref="IKeyValueStore.JoinManyAsync"/>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Capsule">A valid capsule.</param>
/// <param name="TimeToLive">As in <see cref="IKeyValueStore.JoinAsync"/>.</param>
public readonly record struct KvsWrite(string Key, ReadOnlyMemory<byte> Capsule, TimeSpan? TimeToLive = null);
