namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// What the Kubernetes manifests of a cluster say beyond the app model. Every property can also be set by configuration, in the section
/// <c>Cloudburst:Kubernetes</c>, for example <c>--Cloudburst:Kubernetes:Namespace=shop</c>; configuration wins over code.
/// </summary>
public sealed class CloudburstKubernetesOptions
{
    /// <summary>The namespace of every object, with a manifest that creates it; null = none written: that of the kubectl context.</summary>
    /// <value>Default: null.</value>
    public string? Namespace { get; set; }

    /// <summary>The image with <c>Cloudburst.Node.dll</c> as its entry point, for KVS nodes, schedulers and caches.</summary>
    /// <value>Default: <c>cloudburst-node</c> with this package's version as the tag.</value>
    public string NodeImage { get; set; } = "cloudburst-node:" + PackageVersion;

    /// <summary>The image of each functions project, by the project's name without extension.</summary>
    /// <value>Default: empty; a project that is not in it gets its name in lower case with the tag <c>latest</c>.</value>
    public IDictionary<string, string> FunctionsImages { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>When images are pulled: <c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    /// <value>Default: <c>IfNotPresent</c>.</value>
    public string ImagePullPolicy { get; set; } = "IfNotPresent";

    /// <summary>The name of an existing secret with the registry's credentials; null = none.</summary>
    /// <value>Default: null.</value>
    public string? ImagePullSecret { get; set; }

    /// <summary>The size of each KVS node's volume.</summary>
    /// <value>Default: <c>10Gi</c>.</value>
    public string KvsStorage { get; set; } = "10Gi";

    /// <summary>The storage class of those volumes; null = the cluster's default.</summary>
    /// <value>Default: null.</value>
    public string? KvsStorageClass { get; set; }

    /// <summary>
    /// An existing secret with the KVS password under the key <c>password</c>; null = publishing writes a secret with a random password once,
    /// readable by the current user only, and keeps it when it publishes again to the same folder.
    /// </summary>
    /// <value>Default: null.</value>
    public string? KvsPasswordSecret { get; set; }

    /// <summary>Resources of a KVS node.</summary>
    /// <value>Default: 1 core, 2 GiB.</value>
    public CloudburstContainerResources Kvs { get; } = new() { Cpu = "1", Memory = "2Gi" };

    /// <summary>Resources of a scheduler.</summary>
    /// <value>Default: half a core, 512 MiB.</value>
    public CloudburstContainerResources Scheduler { get; } = new() { Cpu = "500m", Memory = "512Mi" };

    /// <summary>Resources of a node's cache.</summary>
    /// <value>Default: half a core, 1 GiB.</value>
    public CloudburstContainerResources Cache { get; } = new() { Cpu = "500m", Memory = "1Gi" };

    /// <summary>Resources of one executor.</summary>
    /// <value>Default: 1 core, 1 GiB.</value>
    public CloudburstContainerResources Executor { get; } = new() { Cpu = "1", Memory = "1Gi" };

    private static string PackageVersion => typeof(CloudburstKubernetesOptions).Assembly.GetName().Version!.ToString(3);
}
