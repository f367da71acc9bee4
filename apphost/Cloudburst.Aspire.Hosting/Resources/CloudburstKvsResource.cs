using Cloudburst.Aspire.Cluster;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A KVS node: a storage server that keeps state as lattices, and feeds changes to the caches.</summary>
public sealed class CloudburstKvsResource : CloudburstRoleResource
{
    internal CloudburstKvsResource(string name, CloudburstResource cluster, string workingDirectory)
        : base(name, "kvs", cluster, workingDirectory)
    {
    }

    /// <summary>The endpoint of the Redis protocol.</summary>
    public EndpointReference RespEndpoint => new(this, EndpointNames.Resp);

    /// <summary>The gRPC endpoint of the update feed.</summary>
    public EndpointReference UpdatesEndpoint => new(this, EndpointNames.Grpc);

    internal ReferenceExpression Address => Addresses.HostAndPort(RespEndpoint);

    internal ReferenceExpression UpdatesAddress => Addresses.Http(UpdatesEndpoint);
}
