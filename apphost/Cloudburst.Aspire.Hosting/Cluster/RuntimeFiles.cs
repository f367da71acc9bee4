using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Finds the node binary and the built functions projects.</summary>
/// <remarks>
/// The build writes both into the app host's assembly metadata (<c>buildTransitive/Cloudburst.Aspire.Hosting.targets</c>), as
/// Aspire does for its own orchestrator, so nothing is searched for at run time.
/// </remarks>
internal sealed class RuntimeFiles(IConfiguration configuration, Assembly? appHost)
{
    public const string DirectoryKey = "Cloudburst:RuntimeDirectory";
    public const string DirectoryMetadata = "cloudburstruntimedir";
    public const string ProjectMetadataPrefix = "cloudburstproject:";
    private const string NodeAssembly = "Cloudburst.Node.dll";

    /// <summary>The path of the node binary.</summary>
    /// <exception cref="DistributedApplicationException">It is not where the configuration or the build said.</exception>
    public string NodeBinary
    {
        get
        {
            var configured = configuration[DirectoryKey];
            var directory = string.IsNullOrEmpty(configured) ? Metadata(DirectoryMetadata) : configured;
            if (string.IsNullOrEmpty(directory))
            {
                throw new DistributedApplicationException(
                    $"The folder with {NodeAssembly} is not known: the app host's assembly carries no '{DirectoryMetadata}' metadata. " +
                    $"Reference the package Cloudburst.Aspire.Hosting from the app host project, or set the configuration key '{DirectoryKey}'.");
            }

            var path = Path.GetFullPath(Path.Combine(directory, NodeAssembly));
            return File.Exists(path)
                ? path
                : throw new DistributedApplicationException(
                    $"'{path}' does not exist. Restore and build the app host again, or set the configuration key '{DirectoryKey}' to the folder with {NodeAssembly}.");
        }
    }

    /// <summary>The assembly that a functions project was built to; null when the app host's build did not see the project.</summary>
    public string? ProjectAssembly(string projectPath)
    {
        var path = Metadata(ProjectMetadataPrefix + Path.GetFullPath(projectPath));
        return path is not null && File.Exists(path) ? path : null;
    }

    private string? Metadata(string key)
        => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => string.Equals(metadata.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
