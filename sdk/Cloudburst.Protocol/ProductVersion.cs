using System.Reflection;

namespace Cloudburst.Protocol;

/// <summary>The version of Cloudburst that runs here. All its packages have one version; processes of one system should have the same.</summary>
public static class ProductVersion
{
    /// <summary>The version, such as <c>0.1.0</c>.</summary>
    public static string Current { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
