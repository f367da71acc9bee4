using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Cloudburst.Aspire.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds a Cloudburst cluster to an app host.</summary>
public static class CloudburstBuilderExtensions
{
    /// <summary>
    /// Adds a Cloudburst cluster: one KVS node and one scheduler at first; functions come with
    /// <see cref="CloudburstFunctionsExtensions.WithFunctions{TProject}"/>.
    /// </summary>
    /// <param name="builder">The app host.</param>
    /// <param name="name">The name of the cluster's resource; its members are called <c>kvs-0</c>, <c>scheduler-0</c>, <c>node-0-cache</c>, <c>node-0-executor-0</c>, and so on.</param>
    /// <param name="kvsPassword">The password of the KVS; null = a generated one, kept in the app host's user secrets when it has any.</param>
    /// <returns>A builder of the cluster.</returns>
    /// <remarks>
    /// Every role is a process of its own and retries until its peers are there, so nothing waits in a chain. Data is durable: see
    /// <see cref="WithDataFolder"/>. Cloudburst (VLDB 2020) §4 describes the roles.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The app host has a cluster already.</exception>
    public static IResourceBuilder<CloudburstResource> AddCloudburst(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<ParameterResource>? kvsPassword = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (builder.Resources.OfType<CloudburstResource>().FirstOrDefault() is { } existing)
        {
            throw new InvalidOperationException(
                $"Cloudburst cluster '{name}' cannot be added: this app host has the cluster '{existing.Name}'. Add more functions to that one with WithFunctions.");
        }

        var password = kvsPassword?.Resource
            ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, name + "-kvs-password", special: false);
        var cluster = new CloudburstResource(
            name,
            password,
            builder.Configuration[DataFolders.ConfigurationKey] ?? DataFolders.Default(builder.AppHostDirectory, name),
            DataFolders.NewSocketFolder());

        var healthCheck = name + "-cluster";
        var resource = builder.AddResource(cluster)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Cloudburst",
                State = KnownResourceStates.Starting,
                CreationTimeStamp = DateTime.UtcNow,
                Properties = [],
            })
            .WithIconName("CloudFlow")
            .WithHealthCheck(healthCheck)
            .WithScaleCommands()
            .ExcludeFromManifest();

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(healthCheck, cluster.Health, HealthStatus.Unhealthy, tags: null));
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton<IHostedService>(new SocketFolder(cluster));
            builder.Services.AddSingleton<IHostedService>(services => ActivatorUtilities.CreateInstance<ClusterWatcher>(services, cluster));
            CheckBinariesBeforeStart(builder, cluster);
        }

        return resource.WithKvsNodes(1).WithSchedulers(1);
    }

    /// <summary>Sets how many KVS nodes the cluster has. Several of them share the keys and keep copies of each other's, so that one may die.</summary>
    /// <param name="builder">The cluster.</param>
    /// <param name="count">The number of nodes, at least as many as there are already; default 1.</param>
    /// <param name="configure">Called with every node added by this call, for example to set an environment variable.</param>
    /// <returns>The builder of the cluster.</returns>
    /// <remarks>
    /// Of several nodes one in two is a primary and the others are its replicas; <see cref="WithKvsReplicas"/> changes that. A <c>kvs-controller</c> is added that forms
    /// the cluster, and lets a replica take over when its primary dies. They need a data folder. Data of a node that was alone is refused: start several with an empty folder.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than the number of nodes already added.</exception>
    public static IResourceBuilder<CloudburstResource> WithKvsNodes(
        this IResourceBuilder<CloudburstResource> builder,
        int count,
        Action<IResourceBuilder<CloudburstKvsResource>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cluster = builder.Resource;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Math.Max(1, cluster.KvsNodes.Count));
        for (var index = cluster.KvsNodes.Count; index < count; index++)
        {
            var node = new CloudburstKvsResource($"kvs-{index}", cluster, builder.ApplicationBuilder.AppHostDirectory);
            cluster.Add(node);
            builder.AddRole(node, "DatabaseStack")
                .WithRoleEndpoint(EndpointNames.Resp, "tcp")
                .WithGrpcEndpoint("Update feed (gRPC)")
                .WithEnvironment(Settings.KvsPort, node.RespEndpoint.Property(EndpointProperty.Port))
                .WithEnvironment(context =>
                {
                    if (cluster.KvsController is not null)
                        context.EnvironmentVariables[Settings.KvsCluster] = "true";
                })
                .WithEnvironment(Settings.DataFolder, () => cluster.DataFolder.Length == 0 ? "" : Path.Combine(cluster.DataFolder, node.Name))
                .WithEnvironment(context => context.EnvironmentVariables[Settings.KvsPassword] = cluster.KvsPassword)
                .WithUrlForEndpoint(EndpointNames.Resp, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);
        }

        if (count > 1 && cluster.KvsController is null)
        {
            cluster.KvsController = new CloudburstKvsControllerResource("kvs-controller", cluster, builder.ApplicationBuilder.AppHostDirectory);
            builder.AddRole(cluster.KvsController, "Organization")
                .WithKvsAddresses(cluster)
                .WithEnvironment(context => context.EnvironmentVariables[Settings.KvsReplicas] = cluster.KvsReplicas.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var node in cluster.KvsNodes)
            configure?.Invoke(builder.ApplicationBuilder.CreateResourceBuilder(node));
        return builder;
    }

    /// <summary>Sets how many replicas each primary among several KVS nodes has.</summary>
    /// <param name="builder">The cluster.</param>
    /// <param name="perPrimary">The number of replicas; default 1. With 0 every node is a primary, and the death of one takes its keys away until it is back.</param>
    /// <returns>The builder of the cluster.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="perPrimary"/> is below 0 or above 5.</exception>
    public static IResourceBuilder<CloudburstResource> WithKvsReplicas(this IResourceBuilder<CloudburstResource> builder, int perPrimary)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegative(perPrimary);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perPrimary, 5);
        builder.Resource.KvsReplicas = perPrimary;
        return builder;
    }

    /// <summary>Sets how many schedulers the cluster has.</summary>
    /// <param name="builder">The cluster.</param>
    /// <param name="count">The number of schedulers, at least as many as there are already; default 1.</param>
    /// <param name="configure">Called with every scheduler, for example to set an environment variable.</param>
    /// <returns>The builder of the cluster.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than the number of schedulers already added.</exception>
    public static IResourceBuilder<CloudburstResource> WithSchedulers(
        this IResourceBuilder<CloudburstResource> builder,
        int count,
        Action<IResourceBuilder<CloudburstSchedulerResource>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cluster = builder.Resource;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Math.Max(1, cluster.Schedulers.Count));
        for (var index = cluster.Schedulers.Count; index < count; index++)
        {
            var scheduler = new CloudburstSchedulerResource($"scheduler-{index}", cluster, builder.ApplicationBuilder.AppHostDirectory);
            cluster.Add(scheduler);
            builder.AddRole(scheduler, "ArrowRouting")
                .WithGrpcEndpoint("Clients (gRPC)")
                .WithKvsAddresses(cluster)
                .WithDebugPatience();
        }

        foreach (var scheduler in cluster.Schedulers)
            configure?.Invoke(builder.ApplicationBuilder.CreateResourceBuilder(scheduler));
        return builder;
    }

    /// <summary>Sets where the KVS nodes keep their data.</summary>
    /// <param name="builder">The cluster.</param>
    /// <param name="path">
    /// A folder, absolute or relative to the app host's; each node uses a folder of its own name in it. Empty = in memory: lost when a node stops.
    /// Default: a folder of this app host under the user's local application data; the configuration key <c>Cloudburst:DataFolder</c> changes that default.
    /// </param>
    /// <returns>The builder of the cluster.</returns>
    public static IResourceBuilder<CloudburstResource> WithDataFolder(this IResourceBuilder<CloudburstResource> builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(path);
        builder.Resource.DataFolder = path.Length == 0 ? "" : Path.GetFullPath(path, builder.ApplicationBuilder.AppHostDirectory);
        return builder;
    }

    /// <summary>Makes a project or executable a client of the cluster.</summary>
    /// <typeparam name="TDestination">The resource that calls functions.</typeparam>
    /// <param name="builder">The resource that calls functions.</param>
    /// <param name="cluster">The cluster it calls.</param>
    /// <returns>The builder of the calling resource.</returns>
    /// <remarks>
    /// Sets <c>Cloudburst__Schedulers</c> and <c>ConnectionStrings__&lt;name&gt;</c>, both the comma separated scheduler addresses that
    /// <c>CloudburstClient.Connect</c> takes; under a debugger also <c>Cloudburst__CallTimeout</c>, an hour, and <c>Cloudburst__Debugging</c>.
    /// </remarks>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<CloudburstResource> cluster)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);
        return builder
            .WithReference(cluster, connectionName: null)
            .WithEnvironment(context => context.EnvironmentVariables[Settings.Schedulers] = cluster.Resource.ConnectionStringExpression)
            .WithDebugPatience();
    }

    private static void CheckBinariesBeforeStart(IDistributedApplicationBuilder builder, CloudburstResource cluster)
        => builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            // Here the message reaches the user as the app host's own failure; later it would be in the log of one resource.
            _ = new RuntimeFiles(builder.Configuration, builder.AppHostAssembly).NodeBinary;
            if (!cluster.Groups.Any())
                throw new DistributedApplicationException($"Cloudburst cluster '{cluster.Name}' has no functions to run. Add WithFunctions<Projects.YourFunctions>().");
            if (cluster.KvsController is not null)
            {
                if (cluster.DataFolder.Length == 0)
                    throw new DistributedApplicationException($"Cloudburst cluster '{cluster.Name}' has {cluster.KvsNodes.Count} KVS nodes and no data folder, which several need. Give one to WithDataFolder, or use one node.");
                StorePorts.Fix(cluster);
            }

            return Task.CompletedTask;
        });
}
