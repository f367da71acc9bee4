using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Aspire.Kubernetes;

/// <summary>The pipeline step that writes manifests.</summary>
internal static class PublishStep
{
    public static async Task RunAsync(CloudburstKubernetesResource environment, PipelineStepContext context)
    {
        try
        {
            var cluster = context.Model.Resources.OfType<CloudburstResource>().SingleOrDefault()
                ?? throw new InvalidOperationException($"'{environment.Name}' has nothing to publish: the app host has no Cloudburst cluster. Add one with AddCloudburst.");
            var plan = await PlanReader.ReadAsync(cluster, environment.Options, context.ExecutionContext, context.Logger, context.CancellationToken).ConfigureAwait(false);
            var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
            var files = await ManifestFolder.WriteAsync(plan, folder, context.CancellationToken).ConfigureAwait(false);

            context.Logger.LogInformation("Wrote {Files} to {Folder}; README.txt there says how to apply them.", string.Join(", ", files), folder);
            context.Summary.Add("Kubernetes manifests", folder);
        }
        catch
        {
            // 'dotnet run -- --operation publish' exits with 0 even when a step has thrown.
            Environment.ExitCode = 1;
            throw;
        }
    }
}
