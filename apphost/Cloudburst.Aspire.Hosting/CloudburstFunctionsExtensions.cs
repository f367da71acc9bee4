using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Cluster;

namespace Aspire.Hosting;

/// <summary>Adds the nodes that run a functions project.</summary>
public static class CloudburstFunctionsExtensions
{
    /// <summary>Runs a referenced functions project on nodes of one cache and some executors each.</summary>
    /// <typeparam name="TProject">The functions project, an executable; the build generates the type from the app host's project reference.</typeparam>
    /// <param name="builder">The cluster.</param>
    /// <param name="nodes">How many nodes (each a cache and its executors); default 1.</param>
    /// <param name="executorsPerNode">Executor processes on each node; default 1.</param>
    /// <param name="spareExecutors">Executors declared beyond those, spread over the nodes, that the command <c>scale-out</c> starts; default 1.</param>
    /// <param name="configureExecutor">Called with every executor, for example to give it a reference to a database.</param>
    /// <returns>The builder of the cluster.</returns>
    /// <remarks>
    /// An executor is the functions project itself, as a project resource: run from an IDE, breakpoints in functions hit.
    /// Cloudburst (VLDB 2020) §4.1 describes executors.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nodes"/> or <paramref name="executorsPerNode"/> is less than 1, or <paramref name="spareExecutors"/> is negative.</exception>
    public static IResourceBuilder<CloudburstResource> WithFunctions<TProject>(
        this IResourceBuilder<CloudburstResource> builder,
        int nodes = 1,
        int executorsPerNode = 1,
        int spareExecutors = 1,
        Action<IResourceBuilder<ProjectResource>>? configureExecutor = null)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        return AddGroup(
            builder,
            new TProject().ProjectPath,
            (name, configure) => builder.ApplicationBuilder.AddProject<TProject>(name, configure),
            new GroupSize(nodes, executorsPerNode, spareExecutors),
            configureExecutor);
    }

    /// <summary>Runs a functions project, given by its path, on nodes of one cache and some executors each.</summary>
    /// <param name="builder">The cluster.</param>
    /// <param name="projectPath">The project file, absolute or relative to the app host's folder. Without a project reference from the app host it is built when an executor starts.</param>
    /// <param name="nodes">How many nodes (each a cache and its executors); default 1.</param>
    /// <param name="executorsPerNode">Executor processes on each node; default 1.</param>
    /// <param name="spareExecutors">Executors declared beyond those, spread over the nodes, that the command <c>scale-out</c> starts; default 1.</param>
    /// <param name="configureExecutor">Called with every executor, for example to give it a reference to a database.</param>
    /// <returns>The builder of the cluster.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nodes"/> or <paramref name="executorsPerNode"/> is less than 1, or <paramref name="spareExecutors"/> is negative.</exception>
    public static IResourceBuilder<CloudburstResource> WithFunctions(
        this IResourceBuilder<CloudburstResource> builder,
        string projectPath,
        int nodes = 1,
        int executorsPerNode = 1,
        int spareExecutors = 1,
        Action<IResourceBuilder<ProjectResource>>? configureExecutor = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(projectPath);
        var path = Path.GetFullPath(projectPath, builder.ApplicationBuilder.AppHostDirectory);
        return AddGroup(
            builder,
            path,
            (name, configure) => builder.ApplicationBuilder.AddProject(name, path, configure),
            new GroupSize(nodes, executorsPerNode, spareExecutors),
            configureExecutor);
    }

    private static IResourceBuilder<CloudburstResource> AddGroup(
        IResourceBuilder<CloudburstResource> builder,
        string projectPath,
        Func<string, Action<ProjectResourceOptions>, IResourceBuilder<ProjectResource>> addProject,
        GroupSize size,
        Action<IResourceBuilder<ProjectResource>>? configureExecutor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Nodes, 1, "nodes");
        ArgumentOutOfRangeException.ThrowIfLessThan(size.ExecutorsPerNode, 1, "executorsPerNode");
        ArgumentOutOfRangeException.ThrowIfNegative(size.SpareExecutors, "spareExecutors");

        var cluster = builder.Resource;
        var firstNode = cluster.Nodes.Count();
        var group = new FunctionGroup(projectPath) { ExecutorsPerNode = size.ExecutorsPerNode };
        for (var index = 0; index < size.Nodes; index++)
        {
            var node = builder.AddNode(firstNode + index);
            group.Add(node);
            for (var executor = 0; executor < size.ExecutorsOn(index); executor++)
            {
                var slot = builder.AddExecutor(node, group, addProject, isSpare: executor >= size.ExecutorsPerNode);
                configureExecutor?.Invoke(builder.ApplicationBuilder.CreateResourceBuilder(slot.Resource));
            }
        }

        cluster.Add(group);
        return builder;
    }

    private readonly record struct GroupSize(int Nodes, int ExecutorsPerNode, int SpareExecutors)
    {
        /// <summary>Declared executors of one node: spares go round the nodes.</summary>
        public int ExecutorsOn(int node) => ExecutorsPerNode + (SpareExecutors / Nodes) + (node < SpareExecutors % Nodes ? 1 : 0);
    }
}
