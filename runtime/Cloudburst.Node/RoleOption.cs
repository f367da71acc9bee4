namespace Cloudburst.Node;

/// <summary>A setting of a role as a command-line option.</summary>
/// <param name="Key">The setting's key.</param>
/// <param name="Name">The option.</param>
/// <param name="Help">What it means.</param>
internal sealed record RoleOption(string Key, string Name, string Help)
{
    public static readonly RoleOption Listen = new("Listen", "--listen", "Where peers reach this process over gRPC: http://host:port or unix:/path.");
    public static readonly RoleOption PeerListen = new("PeerListen", "--peer-listen", "Where other machines' caches reach this one: http://host:port.");
    public static readonly RoleOption PeerAdvertise = new("PeerAdvertise", "--peer-advertise", "The address told to other machines' caches, where it is another one.");
    public static readonly RoleOption Consistency = new("Consistency", "--consistency", "What calls are promised that don't say; LastWriterWins by default.");
    public static readonly RoleOption HealthListen = new("HealthListen", "--health-listen", "Where /health and /alive are served: http://host:port.");
    public static readonly RoleOption Id = new("Id", "--id", "The process's name.");
    public static readonly RoleOption NodeId = new("NodeId", "--node-id", "The machine whose cache this is.");
    public static readonly RoleOption Kvs = new("Kvs", "--kvs", "The store's endpoints, host:port, separated by commas.");
    public static readonly RoleOption KvsUpdates = new("KvsUpdates", "--kvs-updates", "The update feeds of the storage nodes, separated by commas.");
    public static readonly RoleOption Schedulers = new("Schedulers", "--schedulers", "The schedulers, separated by commas.");
    public static readonly RoleOption Placement = new(
        "Placement", "--placement", "How executors are chosen: locality (default), random, round-robin, least-loaded or earliest-finish-time.");
    public static readonly RoleOption MaxAttempts = new("MaxAttempts", "--max-attempts", "How often a request is tried at most; 5 by default.");
    public static readonly RoleOption LeaseDuration = new(
        "LeaseDuration", "--lease-duration", "How long clients may call executors directly before they ask again; 00:00:02 by default, 00:00:00 for never.");
    public static readonly RoleOption KvsHost = new("KvsHost", "--kvs-host", "The IP address that the store listens on; 127.0.0.1 by default.");
    public static readonly RoleOption KvsPort = new("KvsPort", "--kvs-port", "The port that the store listens on; 6400 by default.");
    public static readonly RoleOption KvsCluster = new("KvsCluster", "--kvs-cluster", "true for a storage node of a cluster, which a kvs-controller forms.");
    public static readonly RoleOption KvsReplicas = new("KvsReplicas", "--kvs-replicas", "The replicas of each primary of a cluster of storage nodes; 1 by default.");
    public static readonly RoleOption KvsAclFile = new("KvsAclFile", "--kvs-acl-file", "Who may do what in the store, as a Redis access control list.");
    public static readonly RoleOption KvsUser = new("KvsUser", "--kvs-user", "The user in the store's access control list.");
    public static readonly RoleOption KvsCertificateFile = new("KvsCertificateFile", "--kvs-certificate-file", "This process's certificate for connections of the store, PEM.");
    public static readonly RoleOption KvsKeyFile = new("KvsKeyFile", "--kvs-key-file", "The certificate's private key, PEM.");
    public static readonly RoleOption KvsCaFile = new("KvsCaFile", "--kvs-ca-file", "The authority that has signed the other side's certificate, PEM.");
    public static readonly RoleOption DataFolder = new("DataFolder", "--data-folder", "Where the data is kept; without it, it is lost when the process ends.");
    public static readonly RoleOption SharedMemory = new("SharedMemory", "--shared-memory", "The folder in which values are shared with the machine's executors; off to send them.");
    public static readonly RoleOption SharedMemoryBytes = new("SharedMemoryBytes", "--shared-memory-bytes", "The part of the memory that shared values may take; half by default.");
    public static readonly RoleOption MemoryBytes = new("MemoryBytes", "--memory-bytes", "The bound of the memory that holds values.");
}
