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

    public GarnetCluster Control { get; private set; } = null!;

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
        var nodes = new GarnetNodes(primaries + replicas + spare);
        try
        {
            await Task.WhenAll(nodes.EndPoints.Select(nodes.StartNodeAsync));
            nodes.Control = new GarnetCluster(new GarnetClusterOptions
            {
                Nodes = [.. nodes.EndPoints.Take(primaries + replicas)],
                Password = Password,
                FailureTimeout = TimeSpan.FromSeconds(failureSeconds),
                Period = TimeSpan.FromMilliseconds(250),
                StepTimeout = TimeSpan.FromSeconds(90),
            });
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

    public void Kill(IPEndPoint node) => _processes[node].Kill();

    public void Stop(IPEndPoint node) => _processes[node].Stop();

    public void Continue(IPEndPoint node) => _processes[node].Continue();

    public async Task StartNodeAsync(IPEndPoint node)
    {
        var process = new ChildProcess("node", Path.Combine(_folder.Path, $"{node.Port}"), $"{node.Port}", Password);
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
