using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Cluster;
using Cloudburst.Aspire.Kubernetes.Manifests;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Aspire.Kubernetes;

/// <summary>Reads the shape of a cluster out of the app model.</summary>
internal static class PlanReader
{
    // What a project gets from Aspire for its own run, and what the manifests say in their own way.
    private static readonly string[] NotCarried = ["Cloudburst__", "OTEL_", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "ASPIRE_", "LOGGING__CONSOLE__"];

    public static async Task<ClusterPlan> ReadAsync(
        CloudburstResource cluster,
        CloudburstKubernetesOptions options,
        DistributedApplicationExecutionContext execution,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        // A pod that is moved gets another address, and the nodes of a cluster know each other by address.
        if (cluster.KvsNodes.Count > 1)
        {
            throw new InvalidOperationException(
                $"Cloudburst cluster '{cluster.Name}' has {cluster.KvsNodes.Count} KVS nodes, and a cluster of them can't be published to Kubernetes yet. " +
                "Publish with one, or let the roles use a Redis or Valkey cluster that runs there.");
        }

        List<FunctionsPlan> functions = [];
        foreach (var group in cluster.Groups)
        {
            var name = Names.Label(group.ProjectName);
            if (functions.Any(other => other.Name == name))
                throw new InvalidOperationException($"Two functions projects of '{cluster.Name}' are called '{name}' in Kubernetes. Rename one of the project files.");
            functions.Add(new FunctionsPlan(
                name,
                options.FunctionsImages.TryGetValue(group.ProjectName, out var image) ? image : name + ":latest",
                group.Nodes.Count,
                group.ExecutorsPerNode,
                await VariablesAsync(group.Nodes[0].Executors[0].Resource, execution, logger, cancellationToken).ConfigureAwait(false)));
        }

        if (functions.Count == 0)
            throw new InvalidOperationException($"Cloudburst cluster '{cluster.Name}' has no functions to publish. Add WithFunctions<Projects.YourFunctions>().");
        return new ClusterPlan(Names.Label(cluster.Name), cluster.Schedulers.Count, functions, options);
    }

    private static async Task<IReadOnlyList<ExtraVariable>> VariablesAsync(
        ProjectResource executor,
        DistributedApplicationExecutionContext execution,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(execution, executor, values, cancellationToken) { Logger = logger };
        foreach (var annotation in executor.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context).ConfigureAwait(false);

        List<ExtraVariable> variables = [];
        foreach (var (name, value) in values.Where(pair => !NotCarried.Any(prefix => pair.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))))
        {
            variables.Add(value switch
            {
                string text => new ExtraVariable(name, text, text),
                bool or int or long or double => new ExtraVariable(name, FormattableString.Invariant($"{value}"), name),
                // The value of a reference exists only where the app host runs, and may be a secret.
                IManifestExpressionProvider reference => new ExtraVariable(name, null, reference.ValueExpression.Trim('{', '}')),
                _ => throw new InvalidOperationException(
                    $"The environment variable '{name}' of '{executor.Name}' has a value of type {value.GetType().Name}, which the Kubernetes manifests cannot carry. Give it as text or as a parameter."),
            });
        }

        return [.. variables.OrderBy(variable => variable.Name, StringComparer.Ordinal)];
    }
}
