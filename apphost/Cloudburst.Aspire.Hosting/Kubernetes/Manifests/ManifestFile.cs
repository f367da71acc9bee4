using k8s;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>One file and the objects in it.</summary>
internal sealed record ManifestFile(string Name, IReadOnlyList<IKubernetesObject> Objects)
{
    public string ToYaml() => KubernetesYaml.SerializeAll(Objects).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
