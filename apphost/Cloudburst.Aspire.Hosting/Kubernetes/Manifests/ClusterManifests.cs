using k8s.Models;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>All manifests of a cluster. File names start with a number: <c>kubectl apply -f folder</c> goes by name, and a namespace must come first.</summary>
internal static class ClusterManifests
{
    public const string SecretFile = "10-kvs-password.yaml";

    public static IReadOnlyList<ManifestFile> Of(ClusterPlan plan)
    {
        List<ManifestFile> files = [];
        if (plan.Options.Namespace is { } name)
            files.Add(new ManifestFile("00-namespace.yaml", [Namespace(name)]));
        files.Add(new ManifestFile("20-kvs.yaml", [.. KvsManifest.Objects(plan)]));
        files.Add(new ManifestFile("30-scheduler.yaml", [.. SchedulerManifest.Objects(plan)]));
        files.AddRange(plan.Functions.Select(functions =>
            new ManifestFile($"40-{functions.Name}.yaml", [.. FunctionsManifest.Objects(plan, functions)])));
        return files;
    }

    /// <summary>The secret with the KVS password; kept out of <see cref="Of"/> because it is written once and never to be committed.</summary>
    public static ManifestFile Secret(ClusterPlan plan, string password) => new(SecretFile,
    [
        new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = Parts.Meta(plan, Names.PasswordSecret(plan), KvsManifest.Component),
            Type = "Opaque",
            StringData = new Dictionary<string, string> { [Names.PasswordKey] = password },
        },
    ]);

    private static V1Namespace Namespace(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Namespace",
        Metadata = new V1ObjectMeta { Name = name },
    };
}
