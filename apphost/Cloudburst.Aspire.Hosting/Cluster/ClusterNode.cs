using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Cluster;

/// <summary>A node (in the paper, a virtual machine): one cache and the executors that share it.</summary>
internal sealed class ClusterNode(string id, CloudburstCacheResource cache)
{
    private readonly List<ExecutorSlot> _executors = [];

    public string Id { get; } = id;

    public CloudburstCacheResource Cache { get; } = cache;

    public IReadOnlyList<ExecutorSlot> Executors => _executors;

    public void Add(ExecutorSlot executor) => _executors.Add(executor);
}
