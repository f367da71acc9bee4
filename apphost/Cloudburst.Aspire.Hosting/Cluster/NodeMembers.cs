using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Adds the members of a node: its cache, and the executors that share it.</summary>
internal static class NodeMembers
{
    public static ClusterNode AddNode(this IResourceBuilder<CloudburstResource> builder, int index)
    {
        var cluster = builder.Resource;
        var id = $"node-{index}";
        var cache = new CloudburstCacheResource(
            id + "-cache", id, Path.Combine(cluster.SocketFolder, $"n{index}.sock"), cluster, builder.ApplicationBuilder.AppHostDirectory);
        builder.AddRole(cache, "Layer")
            .WithEnvironment(Settings.NodeId, id)
            .WithEnvironment(Settings.Listen, cache.Address)
            .WithPeerEndpoint()
            .WithEnvironment(context => context.EnvironmentVariables[Settings.KvsUpdates] = Addresses.List(cluster.KvsNodes.Select(node => node.UpdatesAddress)))
            .WithKvsAddresses(cluster)
            .WithSchedulerAddresses(cluster)
            .WithDebugPatience();
        return new ClusterNode(id, cache);
    }

    public static ExecutorSlot AddExecutor(
        this IResourceBuilder<CloudburstResource> builder,
        ClusterNode node,
        FunctionGroup group,
        Func<string, Action<ProjectResourceOptions>, IResourceBuilder<ProjectResource>> addProject,
        bool isSpare)
    {
        var cluster = builder.Resource;
        var name = $"{node.Id}-executor-{node.Executors.Count}";
        var executor = addProject(name, options =>
            {
                // The fixed ports of a launch profile would clash between executors.
                options.ExcludeLaunchProfile = true;
                options.ExcludeKestrelEndpoints = true;
            })
            .AsMember(builder, name)
            .WithGrpcEndpoint("Triggers (gRPC)")
            .WithEndpointsInEnvironment(_ => false) // Cloudburst__Listen says it; ASPNETCORE_URLS would say it again, differently.
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.ApplicationBuilder.Environment.EnvironmentName)
            .WithEnvironment(Settings.Role, "executor")
            .WithEnvironment(Settings.NodeId, node.Id)
            .WithEnvironment(Settings.Cache, node.Cache.Address)
            .WithSchedulerAddresses(cluster)
            .WithDebugPatience()
            .WithIconName("Play");

        StartAssembly(executor, group.ProjectPath);
        if (isSpare)
            executor.WithExplicitStart();

        var slot = new ExecutorSlot(executor.Resource, isSpare);
        node.Add(slot);
        return slot;
    }

    private static IResourceBuilder<CloudburstCacheResource> WithPeerEndpoint(this IResourceBuilder<CloudburstCacheResource> builder)
        => builder
            .WithRoleEndpoint(EndpointNames.Peers, "http")
            .WithEndpoint(EndpointNames.Peers, endpoint => endpoint.Transport = "http2")
            .WithEnvironment(Settings.PeerListen, Addresses.Http(new EndpointReference(builder.Resource, EndpointNames.Peers)))
            .WithUrlForEndpoint(EndpointNames.Peers, url =>
            {
                url.DisplayText = "Snapshots (gRPC)";
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            });

    public static IResourceBuilder<T> WithKvsAddresses<T>(this IResourceBuilder<T> builder, CloudburstResource cluster)
        where T : IResourceWithEnvironment
        => builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables[Settings.Kvs] = Addresses.List(cluster.KvsNodes.Select(node => node.Address));
            context.EnvironmentVariables[Settings.KvsPassword] = cluster.KvsPassword;
        });

    /// <summary>
    /// A call that is paused at a breakpoint must not run into its deadline, nor must the silent process be taken for dead. The key <c>Cloudburst:Debugging</c> says so
    /// where a debugger is to be attached by hand.
    /// </summary>
    public static IResourceBuilder<T> WithDebugPatience<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var debugging = bool.TryParse(configuration["Cloudburst:Debugging"], out var asked)
            ? asked
            : Debugger.IsAttached || string.Equals(configuration["DEBUG_SESSION_RUN_MODE"], "Debug", StringComparison.OrdinalIgnoreCase);
        return debugging ? builder.WithEnvironment(Settings.CallTimeout, "01:00:00").WithEnvironment(Settings.Debugging, "true") : builder;
    }

    private static IResourceBuilder<T> WithSchedulerAddresses<T>(this IResourceBuilder<T> builder, CloudburstResource cluster)
        where T : IResourceWithEnvironment
        => builder.WithEnvironment(context => context.EnvironmentVariables[Settings.Schedulers] = cluster.ConnectionStringExpression);

    /// <summary>Starts <c>dotnet Functions.dll</c> instead of <c>dotnet run</c>: one process and some seconds less. An IDE takes over as ever.</summary>
    private static void StartAssembly(IResourceBuilder<ProjectResource> executor, string projectPath)
    {
        var app = executor.ApplicationBuilder;
        var assembly = new RuntimeFiles(app.Configuration, app.AppHostAssembly).ProjectAssembly(projectPath);
        if (assembly is not null && app.ExecutionContext.IsRunMode)
            executor.WithLaunchToolArgs(context => context.Args.Add(assembly), ownedByLaunchConfigurationType: "project");
    }
}
