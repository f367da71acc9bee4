namespace Aspire.Hosting.ApplicationModel;

/// <summary>The cache of one node: the state next to that node's executors, spoken to over a Unix domain socket.</summary>
public sealed class CloudburstCacheResource : CloudburstRoleResource
{
    internal CloudburstCacheResource(string name, string nodeId, string socketPath, CloudburstResource cluster, string workingDirectory)
        : base(name, "cache", cluster, workingDirectory)
    {
        NodeId = nodeId;
        SocketPath = socketPath;
    }

    /// <summary>The name of the node (machine) that the cache stands for.</summary>
    public string NodeId { get; }

    /// <summary>The path of the Unix domain socket that the cache listens on; short enough for every platform's limit.</summary>
    public string SocketPath { get; }

    internal string Address => "unix:" + SocketPath;
}
