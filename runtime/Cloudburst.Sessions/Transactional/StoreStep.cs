namespace Cloudburst.Sessions;

/// <summary>Something that a protocol asks of the store. Whoever drives the protocol does it, fills in the result, and lets the protocol go on.</summary>
public abstract class StoreStep;

/// <summary>Reads keys where they lie, one after the other or all at once; each is current by itself.</summary>
/// <param name="keys">The keys.</param>
public sealed class ReadStep(IReadOnlyList<string> keys) : StoreStep
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>What they hold, in the same order.</summary>
    public IReadOnlyList<StoredValue> Found { get; set; } = [];
}

/// <summary>Replaces a value if it is still the version that was read.</summary>
/// <param name="key">The key.</param>
/// <param name="expected">The version; zero for an absent key.</param>
/// <param name="capsule">The new value.</param>
public sealed class SwapStep(string key, UInt128 expected, byte[] capsule) : StoreStep
{
    /// <summary>The key.</summary>
    public string Key => key;

    /// <summary>The version that must be there.</summary>
    public UInt128 Expected => expected;

    /// <summary>The new value.</summary>
    public byte[] Capsule => capsule;

    /// <summary>Whether it was replaced; null when the answer was lost, so that nobody knows.</summary>
    public bool? Swapped { get; set; }

    /// <summary>The version afterwards, if <see cref="Swapped"/> is true.</summary>
    public UInt128 Version { get; set; }
}

/// <summary>Joins capsules, again and again until the store has answered for each. One that does not fit what the key holds is left out.</summary>
/// <param name="joins">The joins, in any order.</param>
public sealed class JoinStep(IReadOnlyList<StoreJoin> joins) : StoreStep
{
    /// <summary>The joins.</summary>
    public IReadOnlyList<StoreJoin> Joins => joins;
}

/// <summary>Waits.</summary>
/// <param name="duration">How long.</param>
public sealed class PauseStep(TimeSpan duration) : StoreStep
{
    /// <summary>How long.</summary>
    public TimeSpan Duration => duration;
}

/// <summary>What a key holds.</summary>
/// <param name="Capsule">The capsule, a tombstone included; empty when there is nothing.</param>
/// <param name="Version">The version of exactly these bytes.</param>
public readonly record struct StoredValue(ReadOnlyMemory<byte> Capsule, UInt128 Version);

/// <summary>One join.</summary>
/// <param name="Key">The key.</param>
/// <param name="Capsule">The capsule.</param>
/// <param name="TimeToLive">How long the value lives from then on; null to leave that as it is.</param>
public readonly record struct StoreJoin(string Key, ReadOnlyMemory<byte> Capsule, TimeSpan? TimeToLive = null);
