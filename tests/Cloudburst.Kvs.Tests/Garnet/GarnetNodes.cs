using System.Net;

namespace Cloudburst.Kvs.Tests.Garnet;

/// <summary>Nodes of a Garnet cluster, each in a process of its own, and their control plane.</summary>
internal sealed class GarnetNodes : IAsyncDisposable
{
    private const string Password = "between nodes";

    private readonly TempFolder _folder = new();
    private readonly Dictionary<IPEndPoint, ChildProcess> _processes = [];

    private GarnetNodes(int count) =>
        EndPoints = [.. Enumerable.Range(0, count).Select(_ => new IPEndPoint(IPAddress.Loopback, RedisServer.FreePort()))];

    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    public GarnetCluster Control { get; set; } = null!;

    public RedisKvsOptions Options => new()
    {
        EndPoints = [.. EndPoints.Select(endPoint => endPoint.ToString())],
        Password = Password,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        CallTimeout = TimeSpan.FromSeconds(90),
        ReplicationTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Starts nodes and forms a cluster of the first of them; what <paramref name="spare"/> says is left out.</summary>
    public static async Task<GarnetNodes> StartAsync(int primaries, int replicas, int spare = 0, int failureSeconds = 2)
    {
        var nodes = await StartUnformedAsync(primaries + replicas + spare);
        try
        {
            nodes.Control = nodes.NewControl(primaries + replicas, failureSeconds);
            await nodes.Control.FormAsync(primaries);
            nodes.Control.Start();
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts nodes that are no cluster yet, without a control plane.</summary>
    public static async Task<GarnetNodes> StartUnformedAsync(int count)
    {
        var nodes = new GarnetNodes(count);
        try
        {
            await Task.WhenAll(nodes.EndPoints.Select(nodes.StartNodeAsync));
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>A control plane that has not done anything yet.</summary>
    public GarnetCluster NewControl(int members, int failureSeconds = 2) => new(OptionsOf(members, failureSeconds));

    public GarnetClusterOptions OptionsOf(int members, int failureSeconds = 2) => new()
    {
        Nodes = [.. EndPoints.Take(members)],
        Password = Password,
        FailureTimeout = TimeSpan.FromSeconds(failureSeconds),
        Period = TimeSpan.FromMilliseconds(250),
        StepTimeout = TimeSpan.FromSeconds(90),
    };

    public string FolderOf(IPEndPoint node) => Path.Combine(_folder.Path, $"{node.Port}");

    public void Kill(IPEndPoint node) => _processes[node].Kill();

    public void Stop(IPEndPoint node) => _processes[node].Stop();

    public void Continue(IPEndPoint node) => _processes[node].Continue();

    public async Task StartNodeAsync(IPEndPoint node)
    {
        var process = new ChildProcess("node", FolderOf(node), $"{node.Port}", Password);
        lock (_processes)
            _processes[node] = process;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        Assert.Equal("ready", await process.Output.ReadLineAsync(deadline.Token));
    }

    /// <summary>What all nodes that answer say about themselves.</summary>
    public async Task<IReadOnlyList<Kvs.Cluster.ClusterNode>> StateAsync() => await Control.StateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Control is not null)
            await Control.DisposeAsync();
        foreach (var process in _processes.Values)
            process.Dispose();
        _folder.Dispose();
    }
}
