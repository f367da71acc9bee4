namespace Cloudburst.Kvs;

/// <summary>
/// What must have happened to a write before it is acknowledged, and so what can still be lost afterwards. Chosen for each write with
/// <see cref="IKeyValueStore.WithDurability"/>; a store that can't keep the promise refuses the write with <see cref="KvsError.DurabilityUnavailable"/>.
/// </summary>
/// <remarks>
/// Whatever the level, a write may be seen by readers before it is acknowledged, and one that failed may have been done.
/// </remarks>
public enum WriteDurability
{
    /// <summary>
    /// The key's primary has it in memory. Lost when that process dies before its log or a replica has got the write: usually the last
    /// milliseconds, on a server without a log everything since its last replica took it.
    /// </summary>
    Memory,

    /// <summary>
    /// The log of the key's primary has it on disk. Survives the death of any process and a power cut. Lost when the primary's disk is, and when a
    /// replica takes over that had not got the write yet: replication comes after the acknowledgement.
    /// </summary>
    Logged,

    /// <summary>
    /// The key's primary and at least one of its replicas have it, so one machine may be lost, also for ever, and the replica that takes over
    /// has the write. Lost when all of those that have it die at the same time, unless they log as well.
    /// </summary>
    Replicated,
}
