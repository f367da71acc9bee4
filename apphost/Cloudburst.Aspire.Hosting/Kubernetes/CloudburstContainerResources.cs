namespace Aspire.Hosting.ApplicationModel;

/// <summary>What one container asks of its machine, in Kubernetes quantities.</summary>
public sealed class CloudburstContainerResources
{
    /// <summary>The processor time requested, for example <c>500m</c> for half a core; there is no limit, so that idle cores are used.</summary>
    /// <value>Default: by role.</value>
    public string Cpu { get; set; } = "500m";

    /// <summary>The memory requested, which is the limit as well, for example <c>1Gi</c>.</summary>
    /// <value>Default: by role.</value>
    public string Memory { get; set; } = "512Mi";
}
