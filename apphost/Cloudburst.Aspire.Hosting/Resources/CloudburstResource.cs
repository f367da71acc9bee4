using Cloudburst.Aspire.Cluster;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A Cloudburst cluster in an app host: the parent of its KVS nodes, schedulers, caches and executors.
/// </summary>
/// <remarks>
/// Its state is that of the whole: <c>Starting</c> until every wanted member is healthy for the first time, then <c>Running</c>,
/// and <c>Degraded</c> while one is not. Its connection string is the comma separated list of scheduler addresses,
/// as <c>CloudburstClient.Connect</c> takes it. Members are configured while the app host is built, on one thread.
/// </remarks>
public sealed class CloudburstResource : Resource, IResourceWithConnectionString, IResourceWithWaitSupport
{
    private readonly List<CloudburstKvsResource> _kvsNodes = [];
    private readonly List<CloudburstSchedulerResource> _schedulers = [];
    private readonly List<FunctionGroup> _groups = [];

    internal CloudburstResource(string name, ParameterResource kvsPassword, string dataFolder, string socketFolder)
        : base(name)
    {
        KvsPassword = kvsPassword;
        DataFolder = dataFolder;
        SocketFolder = socketFolder;
        Health = new ClusterHealth(this);
    }

    /// <summary>The KVS nodes, <c>kvs-0</c> first.</summary>
    public IReadOnlyList<CloudburstKvsResource> KvsNodes => _kvsNodes;

    /// <summary>What looks after the KVS nodes when there are several; null when there is one.</summary>
    public CloudburstKvsControllerResource? KvsController { get; internal set; }

    /// <summary>How many replicas each primary among several KVS nodes has.</summary>
    public int KvsReplicas { get; internal set; } = 1;

    /// <summary>The schedulers, <c>scheduler-0</c> first.</summary>
    public IReadOnlyList<CloudburstSchedulerResource> Schedulers => _schedulers;

    /// <summary>The caches, one for each node, <c>node-0-cache</c> first.</summary>
    public IEnumerable<CloudburstCacheResource> Caches => Nodes.Select(node => node.Cache);

    /// <summary>Every executor, spare ones included: <c>node-0-executor-0</c> first.</summary>
    public IEnumerable<ProjectResource> Executors => ExecutorSlots.Select(slot => slot.Resource);

    /// <summary>The password of the KVS, shared by the nodes and by the roles that speak to them.</summary>
    public ParameterResource KvsPassword { get; }

    /// <summary>
    /// The folder under which each KVS node keeps its data, in a folder of its own name; empty = in memory, lost when a node stops.
    /// </summary>
    public string DataFolder { get; internal set; }

    /// <summary>The scheduler addresses, comma separated.</summary>
    public ReferenceExpression ConnectionStringExpression => Addresses.List(_schedulers.Select(scheduler => scheduler.Address));

    internal string SocketFolder { get; }

    internal ClusterHealth Health { get; }

    internal IReadOnlyList<FunctionGroup> Groups => _groups;

    internal IEnumerable<ClusterNode> Nodes => _groups.SelectMany(group => group.Nodes);

    internal IEnumerable<ExecutorSlot> ExecutorSlots => Nodes.SelectMany(node => node.Executors);

    internal void Add(CloudburstKvsResource node) => _kvsNodes.Add(node);

    internal void Add(CloudburstSchedulerResource scheduler) => _schedulers.Add(scheduler);

    internal void Add(FunctionGroup group) => _groups.Add(group);
}
