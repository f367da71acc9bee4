namespace Cloudburst.Kvs;

/// <summary>How to reach a store over the Redis protocol.</summary>
public sealed record RedisKvsOptions
{
    /// <summary>The servers, each as <c>host:port</c>; of a cluster any few of its nodes.</summary>
    public required IReadOnlyList<string> EndPoints { get; init; }

    /// <summary>The password, or <see langword="null"/> for none.</summary>
    public string? Password { get; init; }

    /// <summary>The user name of the server's access control list, or <see langword="null"/> for the default user.</summary>
    public string? User { get; init; }

    /// <summary>Whether the connection is encrypted and the server's certificate checked. <see cref="Tls"/> implies it.</summary>
    public bool UseTls { get; init; }

    /// <summary>Certificates, where the system's own trust is not enough; <see langword="null"/> for none.</summary>
    public KvsTls? Tls { get; init; }

    /// <summary>How long the first connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may take, waiting for a lost connection to come back, or for a cluster to fail over, included.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The largest value, in bytes; at most <see cref="KvsLimits.LargestMaxValueBytes"/>. A Cloudburst server checks its own limit as well. Registers above
    /// <see cref="KvsLimits.ChunkBytes"/> travel and lie in chunks; other lattices are merged as a whole, so keep them smaller.
    /// </summary>
    public long MaxValueBytes { get; init; } = KvsLimits.DefaultMaxValueBytes;

    /// <summary>
    /// On a server without our merge commands: how often a join is tried again because another writer came first, before it fails with
    /// <see cref="KvsError.Contention"/>.
    /// </summary>
    public int MaxMergeAttempts { get; init; } = 100;

    /// <summary>
    /// On a server without our merge commands: whether changes are published for <see cref="Feed.RedisChangeFeed"/>, in the same step as they are made. A
    /// Cloudburst server feeds them out of its joins, whatever is set here.
    /// </summary>
    public bool PublishChanges { get; init; }

    /// <summary>How many replicas must have confirmed a write of <see cref="WriteDurability.Replicated"/>.</summary>
    public int ReplicasToWaitFor { get; init; } = 1;

    /// <summary>How long one attempt waits for them. A join is tried again until <see cref="CallTimeout"/> is over.</summary>
    public TimeSpan ReplicationTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
