namespace Aspire.Hosting.ApplicationModel;

/// <summary>What looks after several KVS nodes: forms their cluster, lets replicas take over from lost primaries, and attaches nodes that come back.</summary>
public sealed class CloudburstKvsControllerResource : CloudburstRoleResource
{
    internal CloudburstKvsControllerResource(string name, CloudburstResource cluster, string workingDirectory)
        : base(name, "kvs-controller", cluster, workingDirectory)
    {
    }
}
