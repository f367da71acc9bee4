using Aspire.Hosting.Pipelines;
using Cloudburst.Aspire.Kubernetes;
using Cloudburst.Aspire.Kubernetes.Manifests;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Kubernetes cluster that the app host publishes Cloudburst to, as a folder of manifests.</summary>
/// <remarks>
/// Its pipeline step <c>publish-&lt;name&gt;</c> belongs to <c>publish</c>:
/// <c>dotnet run --project AppHost -- --operation publish --step publish --output-path folder</c>. A step that fails makes the command's exit code 1.
/// </remarks>
public sealed class CloudburstKubernetesResource : Resource, IComputeEnvironmentResource
{
    internal CloudburstKubernetesResource(string name, CloudburstKubernetesOptions options)
        : base(name)
    {
        Options = options;
        Annotations.Add(new PipelineStepAnnotation(_ =>
        {
            var step = new PipelineStep
            {
                Name = "publish-" + name,
                Description = $"Writes the Kubernetes manifests of Cloudburst for '{name}'.",
                Action = context => PublishStep.RunAsync(this, context),
                Resource = this,
            };
            step.DependsOn(WellKnownPipelineSteps.PublishPrereq);
            step.RequiredBy(WellKnownPipelineSteps.Publish);
            return step;
        }));
    }

    /// <summary>What the manifests say beyond the app model.</summary>
    public CloudburstKubernetesOptions Options { get; }

    /// <summary>Names in the configuration that are no options, each in a sentence.</summary>
    internal IReadOnlyList<string> UnknownOptions { get; init; } = [];

    /// <inheritdoc/>
    public ReferenceExpression GetHostAddressExpression(EndpointReference endpointReference)
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        return ReferenceExpression.Create($"{Names.Label(endpointReference.Resource.Name)}");
    }
}
