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
        var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        try
        {
            string[] mistakes = [.. environment.UnknownOptions, .. OptionsCheck.Problems(environment.Options)];
            if (mistakes.Length > 0)
                throw new InvalidOperationException(string.Join(" ", mistakes));
            var cluster = context.Model.Resources.OfType<CloudburstResource>().SingleOrDefault()
                ?? throw new InvalidOperationException($"'{environment.Name}' has nothing to publish: the app host has no Cloudburst cluster. Add one with AddCloudburst.");
            var plan = await PlanReader.ReadAsync(cluster, environment.Options, context.ExecutionContext, context.Logger, context.CancellationToken).ConfigureAwait(false);
            var files = await ManifestFolder.WriteAsync(plan, folder, context.CancellationToken).ConfigureAwait(false);

            context.Logger.LogInformation("Wrote {Files} to {Folder}; README.txt there says how to apply them.", string.Join(", ", files), folder);
            context.Summary.Add("Kubernetes manifests", folder);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // Thrown on, it would come back as a hundred lines of stacks, and an exit code of 0 from 'dotnet run -- --operation publish'.
            context.Logger.LogError(
                "Nothing was published. {Reason}",
                error is InvalidOperationException ? error.Message : $"The folder '{folder}' can't be written ({error.Message}); choose another with --output-path.");
            context.Logger.LogDebug(error, "Where it failed");
            Environment.ExitCode = 1;
        }
        catch
        {
            Environment.ExitCode = 1;
            throw;
        }
    }
}
