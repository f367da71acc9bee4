using Cloudburst.Aspire.Cluster;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// One process of a Cloudburst cluster that runs our own binary (<c>dotnet Cloudburst.Node.dll &lt;role&gt;</c>); executors are
/// the functions project instead, as project resources, so that a debugger attaches to them.
/// </summary>
public abstract class CloudburstRoleResource : ExecutableResource
{
    private protected CloudburstRoleResource(string name, string role, CloudburstResource cluster, string workingDirectory)
        : base(name, "dotnet", workingDirectory)
    {
        Role = role;
        Cluster = cluster;
    }

    /// <summary>The role as the node binary takes it: <c>kvs</c>, <c>kvs-controller</c>, <c>scheduler</c> or <c>cache</c>.</summary>
    public string Role { get; }

    /// <summary>The cluster that this process belongs to.</summary>
    public CloudburstResource Cluster { get; }

    /// <summary>The HTTP/1 endpoint with <c>/health</c> and <c>/alive</c>.</summary>
    public EndpointReference HealthEndpoint => new(this, EndpointNames.Health);
}
