using Cloudburst.Aspire.Cluster;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A scheduler: places requests, and keeps no state that it could not rebuild.</summary>
public sealed class CloudburstSchedulerResource : CloudburstRoleResource
{
    internal CloudburstSchedulerResource(string name, CloudburstResource cluster, string workingDirectory)
        : base(name, "scheduler", cluster, workingDirectory)
    {
    }

    /// <summary>The gRPC endpoint for clients, executors and caches.</summary>
    public EndpointReference GrpcEndpoint => new(this, EndpointNames.Grpc);

    internal ReferenceExpression Address => Addresses.Http(GrpcEndpoint);
}
