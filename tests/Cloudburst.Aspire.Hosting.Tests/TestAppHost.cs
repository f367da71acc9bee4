using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Tests;

/// <summary>App hosts that are built, and read, but never started.</summary>
internal static class TestAppHost
{
    public static IDistributedApplicationBuilder Running(params string[] args) => Create(args);

    public static IDistributedApplicationBuilder Publishing(params string[] args)
        => Create(["--operation", "publish", "--step", "publish", .. args]);

    public static IResourceBuilder<CloudburstResource> AddShop(
        this IDistributedApplicationBuilder builder, int nodes = 2, int executorsPerNode = 2, int spareExecutors = 1)
        => builder.AddCloudburst("cb").WithFunctions<ShopProject>(nodes, executorsPerNode, spareExecutors);

    /// <summary>What we have declared: Aspire adds a hidden resource to each project, for its command "rebuild".</summary>
    public static IEnumerable<IResource> Members(this IDistributedApplicationBuilder builder)
        => builder.Resources.Where(resource => !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal));

    /// <summary>Gives every endpoint of the model a port, as the orchestrator would before it starts the processes.</summary>
    public static void AllocateEndpoints(this IDistributedApplicationBuilder builder)
    {
        var port = 20_000;
        foreach (var endpoint in builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", endpoint.Port ?? port++);
    }

    public static T Resource<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource
        => Assert.Single(builder.Resources.OfType<T>(), resource => resource.Name == name);

    public static async Task<Dictionary<string, string>> EnvironmentOfAsync(this IDistributedApplicationBuilder builder, string name)
    {
        var resource = builder.Resource<IResourceWithEnvironment>(name);
        var values = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource, values);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);

        var resolved = new Dictionary<string, string>();
        foreach (var (key, value) in values.Where(pair => pair.Key.StartsWith("Cloudburst__", StringComparison.Ordinal) || pair.Key.StartsWith("ConnectionStrings__", StringComparison.Ordinal)))
            resolved[key] = value is IValueProvider provider ? await provider.GetValueAsync() ?? "" : value.ToString()!;
        return resolved;
    }

    private static IDistributedApplicationBuilder Create(string[] args)
        => DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

    internal sealed class ShopProject : IProjectMetadata
    {
        public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Shop");

        public ShopProject()
        {
            // Aspire reads the project's launch settings next to it.
            Directory.CreateDirectory(Folder);
            if (!File.Exists(ProjectPath))
                File.WriteAllText(ProjectPath, "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        }

        public string ProjectPath => Path.Combine(Folder, "Shop.csproj");
    }
}
