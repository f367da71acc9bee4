using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Cloudburst.Aspire.Cluster;
using k8s.Models;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>Pieces that every workload has in the same form.</summary>
internal static class Parts
{
    // The user 'app' of the .NET images.
    private const long AppUser = 1654;

    // Of a container's memory; the rest is for buffers, code and values in flight.
    private const decimal ShareForValues = 0.6m;

    public static V1ObjectMeta Meta(ClusterPlan plan, string name, string component) => new()
    {
        Name = name,
        NamespaceProperty = plan.Options.Namespace,
        Labels = Labels(plan, component),
    };

    public static Dictionary<string, string> Labels(ClusterPlan plan, string component)
    {
        var labels = Selector(plan, component);
        labels["app.kubernetes.io/part-of"] = "cloudburst";
        labels["app.kubernetes.io/managed-by"] = "aspire";
        return labels;
    }

    /// <summary>The labels that select; they never change, because a StatefulSet's selector cannot.</summary>
    public static Dictionary<string, string> Selector(ClusterPlan plan, string component) => new()
    {
        ["app.kubernetes.io/name"] = "cloudburst",
        ["app.kubernetes.io/instance"] = plan.Name,
        ["app.kubernetes.io/component"] = component,
    };

    /// <summary>A service with one DNS name for each pod; names resolve before a pod is ready, because the roles wait for each other themselves.</summary>
    public static V1Service Headless(ClusterPlan plan, string name, string component, params V1ServicePort[] ports) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = Meta(plan, name, component),
        Spec = new V1ServiceSpec
        {
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = Selector(plan, component),
            Ports = [.. ports],
        },
    };

    public static V1ServicePort ServicePort(string name, int port, string? protocol = null) => new()
    {
        Name = name,
        Port = port,
        TargetPort = name,
        AppProtocol = protocol,
    };

    public static V1Container Container(ClusterPlan plan, string name, string image, CloudburstContainerResources resources) => new()
    {
        Name = name,
        Image = image,
        ImagePullPolicy = plan.Options.ImagePullPolicy,
        Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(resources.Cpu), ["memory"] = new(resources.Memory) },
            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(resources.Memory) },
        },
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
    };

    public static V1PodSpec Pod(ClusterPlan plan, IList<V1Container> containers, IList<V1Volume>? volumes = null) => new()
    {
        // Long enough to drain; the roles leave as soon as they are done.
        TerminationGracePeriodSeconds = 60,
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        SecurityContext = new V1PodSecurityContext
        {
            RunAsNonRoot = true,
            RunAsUser = AppUser,
            RunAsGroup = AppUser,
            FsGroup = AppUser,
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        },
        ImagePullSecrets = plan.Options.ImagePullSecret is { } secret ? [new V1LocalObjectReference { Name = secret }] : null,
        Containers = containers,
        Volumes = volumes,
    };

    /// <summary>Ready = all peers connected; alive = the process answers. A start may take as long as the recovery of its data.</summary>
    public static V1Container WithProbes(this V1Container container, string portName)
    {
        container.StartupProbe = Probe("/alive", portName, periodSeconds: 2, failures: 150);
        container.ReadinessProbe = Probe("/health", portName, periodSeconds: 5, failures: 2);
        container.LivenessProbe = Probe("/alive", portName, periodSeconds: 10, failures: 6);
        return container;
    }

    public static V1EnvVar Variable(string name, string value) => new() { Name = name, Value = value };

    /// <summary>A value as it is: Kubernetes would replace <c>$(NAME)</c> in it.</summary>
    public static V1EnvVar Literal(string name, string value) => Variable(name, value.Replace("$(", "$$(", StringComparison.Ordinal));

    public static V1EnvVar FromField(string name, string path) => new()
    {
        Name = name,
        ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = path } },
    };

    public static V1EnvVar FromSecret(string name, string secret, string key) => new()
    {
        Name = name,
        ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret, Key = key } },
    };

    public static V1EnvVar KvsPassword(ClusterPlan plan)
        => FromSecret(Settings.KvsPassword, Names.PasswordSecret(plan), Names.PasswordKey);

    /// <summary>The bound of a role that holds values, well under the limit at which the container would be killed.</summary>
    public static V1EnvVar MemoryBytes(CloudburstContainerResources resources)
    {
        var bytes = new ResourceQuantity(resources.Memory).ToDecimal() * ShareForValues;
        return Variable(Settings.MemoryBytes, decimal.ToInt64(decimal.Floor(bytes)).ToString(CultureInfo.InvariantCulture));
    }

    private static V1Probe Probe(string path, string portName, int periodSeconds, int failures) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = path, Port = portName },
        PeriodSeconds = periodSeconds,
        FailureThreshold = failures,
        TimeoutSeconds = 2,
    };
}
