using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Kubernetes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Publishes a Cloudburst cluster to Kubernetes.</summary>
public static class CloudburstKubernetesExtensions
{
    /// <summary>Adds a Kubernetes environment: publishing the app host writes the manifests of its Cloudburst cluster.</summary>
    /// <param name="builder">The app host.</param>
    /// <param name="name">The name of the environment; its step is <c>publish-&lt;name&gt;</c>.</param>
    /// <param name="configure">Sets the options; the configuration section <c>Cloudburst:Kubernetes</c> then overrides them.</param>
    /// <returns>A builder of the environment.</returns>
    /// <remarks>
    /// KVS nodes and function nodes become StatefulSets, schedulers Deployments, each with its services. Has no effect when the app host
    /// runs. Other resources of the app host are not published.
    /// </remarks>
    public static IResourceBuilder<CloudburstKubernetesResource> AddCloudburstKubernetes(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        Action<CloudburstKubernetesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new CloudburstKubernetesOptions();
        configure?.Invoke(options);
        var section = builder.Configuration.GetSection(OptionsCheck.Section);
        section.Bind(options);

        var environment = new CloudburstKubernetesResource(name, options) { UnknownOptions = OptionsCheck.Unknown(section) };
        return builder.ExecutionContext.IsRunMode
            ? builder.CreateResourceBuilder(environment)
            : builder.AddResource(environment);
    }
}
