using System.Net;
using Garnet.client;

namespace Cloudburst.Kvs.Tests.Redis;

/// <summary>A cluster of redis-servers on this machine: three primaries, each with one replica, that fail over by themselves.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Primaries = 3;
    private const int Slots = 16_384;

    private readonly TempFolder _folder = new();
    private readonly List<RedisServer> _servers = [];
    private readonly List<int> _busPorts = [];
    private readonly List<GarnetClient> _clients = [];
    private readonly string[] _arguments;

    private RedisCluster(string[] arguments) => _arguments = arguments;

    public IReadOnlyList<string> EndPoints => [.. _servers.Select(server => $"127.0.0.1:{server.Port}")];

    public RedisKvsOptions Options => new()
    {
        EndPoints = EndPoints,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        CallTimeout = TimeSpan.FromSeconds(60),
    };

    public static async Task<RedisCluster> StartAsync(params string[] arguments)
    {
        var cluster = new RedisCluster(arguments);
        try
        {
            for (var i = 0; i < 2 * Primaries; i++)
                await cluster.StartNodeAsync();
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the node that is the primary of a key.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> KillPrimaryOfAsync(string key)
    {
        for (var i = 0; i < _servers.Count; i++)
        {
            var slot = await AskAsync(i, "CLUSTER", "KEYSLOT", key);
            var mine = (await AskAsync(i, "CLUSTER", "NODES")).Split('\n').Single(line => line.Contains("myself", StringComparison.Ordinal));
            if (!mine.Contains("master", StringComparison.Ordinal) || !Owns(mine, int.Parse(slot, provider: null)))
                continue;
            _servers[i].Kill();
            return EndPoints[i];
        }

        throw new InvalidOperationException($"Nobody owns the slot of '{key}'.");
    }

    /// <summary>Waits until the cluster serves all slots again without the node at this address.</summary>
    public Task FailedOverAsync(string dead) => Eventually.Async(async () =>
    {
        var i = EndPoints.ToList().FindIndex(endPoint => endPoint != dead);
        var nodes = (await AskAsync(i, "CLUSTER", "NODES")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return nodes.Where(line => !line.Contains($" {dead}@", StringComparison.Ordinal)).Sum(OwnedSlots) == Slots
            && (await AskAsync(i, "CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal);
    });

    /// <summary>Starts a node that was killed, on its old port and with what it knew of the cluster.</summary>
    public async Task RestartAsync(string dead)
    {
        var i = EndPoints.ToList().IndexOf(dead);
        var port = _servers[i].Port;
        _servers[i].Dispose();
        _clients[i].Dispose();
        _servers[i] = RedisServer.StartOn(port, NodeArguments(i));
        _clients[i] = await ConnectAsync(port);
    }

    public async Task<string> AskAsync(int node, string command, params string[] arguments) =>
        await _clients[node].ExecuteForStringResultAsync(command, arguments);

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        foreach (var server in _servers)
            server.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartNodeAsync()
    {
        _busPorts.Add(RedisServer.FreePort());
        _servers.Add(RedisServer.Start(NodeArguments(_servers.Count)));
        _clients.Add(await ConnectAsync(_servers[^1].Port));
    }

    private string[] NodeArguments(int node) =>
    [
        "--cluster-enabled", "yes", "--cluster-port", $"{_busPorts[node]}", "--cluster-config-file", $"node-{node}.conf",
        "--cluster-node-timeout", "1500", "--repl-diskless-sync-delay", "0", "--dir", _folder.Path, "--dbfilename", $"node-{node}.rdb",
        "--appenddirname", $"node-{node}", .. _arguments,
    ];

    private static async Task<GarnetClient> ConnectAsync(int port)
    {
        var client = new GarnetClient(new IPEndPoint(IPAddress.Loopback, port));
        await client.ConnectAsync();
        return client;
    }

    private async Task JoinAsync()
    {
        var ids = new string[_servers.Count];
        for (var i = 0; i < _servers.Count; i++)
        {
            ids[i] = await AskAsync(i, "CLUSTER", "MYID");
            await AskAsync(i, "CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
            if (i < Primaries)
                await AskAsync(i, "CLUSTER", "ADDSLOTSRANGE", $"{Slots * i / Primaries}", $"{(Slots * (i + 1) / Primaries) - 1}");
        }

        for (var i = 1; i < _servers.Count; i++)
            await AskAsync(0, "CLUSTER", "MEET", "127.0.0.1", $"{_servers[i].Port}", $"{_busPorts[i]}");

        for (var i = 0; i < _servers.Count; i++)
        {
            var node = i;
            await Eventually.Async(async () => await KnowsAllAsync(node));
        }

        for (var i = Primaries; i < _servers.Count; i++)
        {
            var replica = i;
            await AskAsync(replica, "CLUSTER", "REPLICATE", ids[replica - Primaries]);
            await Eventually.Async(async () =>
                (await AskAsync(replica, "INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
        }

        for (var i = 0; i < _servers.Count; i++)
        {
            var node = i;
            await Eventually.Async(async () => (await AskAsync(node, "CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
        }
    }

    private async Task<bool> KnowsAllAsync(int node)
    {
        var lines = (await AskAsync(node, "CLUSTER", "NODES")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == _servers.Count && !lines.Any(line => line.Contains("handshake", StringComparison.Ordinal))
            && lines.Sum(OwnedSlots) == Slots;
    }

    private static int OwnedSlots(string line) => Ranges(line).Sum(range => range.Last - range.First + 1);

    private static bool Owns(string line, int slot) => Ranges(line).Any(range => range.First <= slot && slot <= range.Last);

    private static IEnumerable<(int First, int Last)> Ranges(string line) => line.Trim().Split(' ').Skip(8)
        .Where(range => !range.StartsWith('['))
        .Select(range => range.Split('-'))
        .Select(ends => (int.Parse(ends[0], provider: null), int.Parse(ends[^1], provider: null)));
}
