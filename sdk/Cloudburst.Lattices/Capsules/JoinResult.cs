namespace Cloudburst.Lattices;

/// <summary>What <see cref="Capsule.Join"/> found; says what to store.</summary>
public enum JoinResult
{
    /// <summary>The stored bytes already include the incoming ones: keep them.</summary>
    Unchanged,

    /// <summary>The result is byte for byte the incoming capsule: store it.</summary>
    TakeIncoming,

    /// <summary>The result was written to the output: store that.</summary>
    Merged,

    /// <summary>
    /// The incoming value lost whole to a tombstone or a newer epoch: keep what is stored. A writer that means its value to live
    /// on after the deletion may re-base it with <see cref="Capsule.WithEpoch"/>.
    /// </summary>
    Deleted,

    /// <summary>The key holds another type of lattice: keep what is stored and tell the writer.</summary>
    TypeMismatch,

    /// <summary>One side is not a valid capsule, or the result would exceed a limit of the format: keep what is stored and tell the writer.</summary>
    Malformed,

    /// <summary>The key would hold more than <see cref="CausalVersion.MaxSiblings"/> concurrent versions: keep what is stored. A version that has seen them may be written.</summary>
    TooManySiblings,
}
