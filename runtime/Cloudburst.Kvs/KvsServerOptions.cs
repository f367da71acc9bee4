using System.Net;

namespace Cloudburst.Kvs;

/// <summary>Settings of a store that runs inside this process. The defaults suit a test: no socket, and data that goes with the process.</summary>
public sealed record KvsServerOptions
{
    /// <summary>Where to listen for the Redis protocol, or <see langword="null"/> for no socket at all. Port 0 takes a free port.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>
    /// The folder of the data, created when missing and owned by one process at a time; what it holds is recovered at the start.
    /// <see langword="null"/> for a temporary folder that is deleted in the end.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// How many bytes of values stay in memory; older ones move to disk, none is lost. At least <see cref="SmallestMemoryBytes"/>.
    /// Buffers, the index (16 bytes a key) and values in flight come on top.
    /// </summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Whether a write is answered only when the log on disk has it (needs <see cref="DataFolder"/>). Without it, the writes of the last
    /// moments may be lost when the process is killed. Either way a value may be read a moment before it is on disk.
    /// </summary>
    public bool Durable { get; init; }

    /// <summary>The password that clients must give, or <see langword="null"/> for none.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// A file of users and what they may do, in the form of Redis's access control lists; <see langword="null"/> for one user who may do everything. Users of
    /// the store need <c>+@read +@write +@connection +@custom</c>; there are no rules for single keys. A user <c>default</c> that the file does not mention has
    /// the <see cref="Password"/>.
    /// </summary>
    public string? AclFile { get; init; }

    /// <summary>Certificates to encrypt connections with; <see langword="null"/> for connections in the clear. The server's own certificate is required.</summary>
    public KvsTls? Tls { get; init; }

    /// <summary>
    /// Whether this is a node of a cluster, to be formed and looked after by <see cref="GarnetCluster"/>. Needs an <see cref="EndPoint"/> that the other nodes can
    /// reach, and a <see cref="DataFolder"/>. All nodes have the same <see cref="Password"/>. Until the cluster is formed, every call fails as transient.
    /// </summary>
    public bool Cluster { get; init; }

    /// <summary>The largest value, in bytes; at most <see cref="KvsLimits.LargestMaxValueBytes"/>.</summary>
    public long MaxValueBytes { get; init; } = KvsLimits.DefaultMaxValueBytes;

    /// <summary>How many changed keys the feed remembers for each subscriber before it must say "resync".</summary>
    public int ChangeFeedCapacity { get; init; } = 65_536;

    /// <summary>The smallest <see cref="MemoryBytes"/>.</summary>
    public const long SmallestMemoryBytes = 16L << 20;
}
