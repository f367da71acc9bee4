using Cloudburst.Lattices;

namespace Cloudburst.Kvs;

/// <summary>What a join did to the stored value.</summary>
public enum JoinStatus
{
    /// <summary>The stored value already contained what was joined.</summary>
    Unchanged,

    /// <summary>The stored value is a new one now.</summary>
    Changed,

    /// <summary>
    /// The key was deleted after what was joined had been written, so nothing was stored. A writer that wants its value to live rebases it
    /// on <see cref="JoinOutcome.Epoch"/> and joins again.
    /// </summary>
    Deleted,
}

/// <summary>The outcome of one join.</summary>
/// <param name="Status">What the join did.</param>
/// <param name="Epoch">For <see cref="JoinStatus.Deleted"/> the epoch of the stored value: a newer write must carry it.</param>
public readonly record struct JoinOutcome(JoinStatus Status, Stamp Epoch)
{
    /// <summary>The stored value already contained what was joined.</summary>
    public static JoinOutcome Unchanged => new(JoinStatus.Unchanged, default);

    /// <summary>The stored value is a new one now.</summary>
    public static JoinOutcome Changed => new(JoinStatus.Changed, default);

    /// <summary>The key was deleted later than what was joined.</summary>
    /// <param name="epoch">The epoch of the stored value.</param>
    /// <returns>The outcome.</returns>
    public static JoinOutcome Deleted(Stamp epoch) => new(JoinStatus.Deleted, epoch);
}
