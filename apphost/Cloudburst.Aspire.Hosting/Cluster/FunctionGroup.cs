namespace Cloudburst.Aspire.Cluster;

/// <summary>One functions project and the nodes that run it.</summary>
internal sealed class FunctionGroup(string projectPath)
{
    private readonly List<ClusterNode> _nodes = [];

    public string ProjectPath { get; } = projectPath;

    /// <summary>The project's file name without its extension.</summary>
    public string ProjectName => Path.GetFileNameWithoutExtension(ProjectPath);

    public required int ExecutorsPerNode { get; init; }

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    public void Add(ClusterNode node) => _nodes.Add(node);
}
