using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Cluster;

/// <summary>A declared executor, and whether the cluster should be running it now.</summary>
internal sealed class ExecutorSlot(ProjectResource resource, bool isSpare)
{
    private volatile bool _wanted = !isSpare;

    public ProjectResource Resource { get; } = resource;

    /// <summary>Declared for <c>scale-out</c>: resources cannot be added once the app host runs.</summary>
    public bool IsSpare { get; } = isSpare;

    public bool IsWanted
    {
        get => _wanted;
        set => _wanted = value;
    }
}
