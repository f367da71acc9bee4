using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Cloudburst.Aspire.Cluster;

/// <summary>What every process of a cluster has in common as a resource.</summary>
internal static class RoleProcess
{
    /// <summary>The binary and its role, endpoints, health, telemetry, and the commands on it.</summary>
    public static IResourceBuilder<T> AddRole<T>(this IResourceBuilder<CloudburstResource> cluster, T role, string iconName)
        where T : CloudburstRoleResource
    {
        var runtime = new RuntimeFiles(cluster.ApplicationBuilder.Configuration, cluster.ApplicationBuilder.AppHostAssembly);
        var builder = cluster.ApplicationBuilder.AddResource(role)
            .WithArgs(context =>
            {
                // Read when the process starts: publishing needs no binary on this machine.
                context.Args.Add(context.ExecutionContext.IsRunMode ? runtime.NodeBinary : "Cloudburst.Node.dll");
                context.Args.Add(role.Role);
            })
            .WithEnvironment("DOTNET_ENVIRONMENT", cluster.ApplicationBuilder.Environment.EnvironmentName)
            .WithOtlpExporter()
            .WithIconName(iconName);
        return builder.AsMember(cluster, role.Name);
    }

    /// <summary>Id, health endpoint and kill switch of one process, and its place under the cluster.</summary>
    public static IResourceBuilder<T> AsMember<T>(this IResourceBuilder<T> builder, IResourceBuilder<CloudburstResource> cluster, string id)
        where T : IResourceWithEnvironment, IResourceWithEndpoints
    {
        var health = new EndpointReference(builder.Resource, EndpointNames.Health);
        return builder
            .WithParentRelationship(cluster)
            .WithRoleEndpoint(EndpointNames.Health, "http")
            .WithEnvironment(Settings.Id, id)
            .WithEnvironment(Settings.HealthListen, Addresses.Http(health))
            .WithEnvironment(Settings.AllowKill, "true")
            .WithHttpHealthCheck("/health", endpointName: EndpointNames.Health)
            .WithUrlForEndpoint(EndpointNames.Health, url =>
            {
                url.DisplayText = "Health";
                url.Url = new Uri(new Uri(url.Url), "/health").ToString();
            })
            .WithKillCommand(health);
    }

    /// <summary>Adds the gRPC endpoint of a process that listens on a port, and tells the process.</summary>
    public static IResourceBuilder<T> WithGrpcEndpoint<T>(this IResourceBuilder<T> builder, string displayText, int? port = null)
        where T : IResourceWithEnvironment, IResourceWithEndpoints
        => builder
            .WithRoleEndpoint(EndpointNames.Grpc, "http", port)
            .WithEndpoint(EndpointNames.Grpc, endpoint => endpoint.Transport = "http2")
            .WithEnvironment(Settings.Listen, Addresses.Http(new EndpointReference(builder.Resource, EndpointNames.Grpc)))
            .WithUrlForEndpoint(EndpointNames.Grpc, url =>
            {
                url.DisplayText = displayText;
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            });

    /// <summary>Adds an endpoint without the orchestrator's proxy.</summary>
    /// <remarks>
    /// The proxy accepts connections for a process that is gone, so a peer would wait for its deadline where it should see
    /// a refused connection at once; and a port of the process's own survives its restart.
    /// </remarks>
    public static IResourceBuilder<T> WithRoleEndpoint<T>(this IResourceBuilder<T> builder, string name, string scheme, int? port = null)
        where T : IResourceWithEndpoints
        => builder.WithEndpoint(port: port, targetPort: port, scheme: scheme, name: name, isProxied: false);
}
