using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cloudburst.Kvs;
using Cloudburst.Lattices;

namespace Cloudburst.Hosting.Tests;

/// <summary>A cluster of storage nodes out of real processes: the roles as an operator starts them.</summary>
public sealed class StoreClusterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("cb-store-").FullName;
    private readonly Dictionary<string, Process> _processes = [];
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        foreach (var process in _processes.Values)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Controller_forms_the_cluster_and_a_replica_takes_over_from_a_killed_node()
    {
        var (ports, health) = (FreePorts(9), FreePorts(2));
        string[] nodes = [.. ports[..4].Select(port => $"127.0.0.1:{port}")];
        // What waits for the store is started first, as it may be.
        Start("cache", "--node-id", "a", "--listen", $"unix:{_folder}/cache.sock", "--kvs", string.Join(',', nodes),
            "--kvs-updates", string.Join(',', ports[4..8].Select(port => $"http://127.0.0.1:{port}")), "--schedulers", $"http://127.0.0.1:{ports[8]}", "--health-listen", $"http://127.0.0.1:{health[0]}");
        Start("scheduler", "--listen", $"http://127.0.0.1:{ports[8]}", "--kvs", string.Join(',', nodes));
        Start("kvs-controller", "--kvs", string.Join(',', nodes), "--health-listen", $"http://127.0.0.1:{health[1]}");
        for (var i = 0; i < 4; i++)
            StartNode(i);
        await HealthyAsync(health[1]);
        await HealthyAsync(health[0]);
        await using var store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = nodes, Password = "between nodes", CallTimeout = TimeSpan.FromMinutes(1) });
        Assert.True(store.IsCluster);
        var replicated = store.WithDurability(WriteDurability.Replicated);
        for (var i = 0; i < 40; i++)
            await replicated.JoinAsync($"key/{i}", Capsule.Encode(new LastWriterWins(new Stamp(1, 1), BitConverter.GetBytes(i))));

        _processes["kvs-0"].Kill();

        for (var i = 0; i < 40; i++)
            Assert.True((await store.GetAsync($"key/{i}")).HasValue);
        await HealthyAsync(health[0]);
        StartNode(0);
        for (var i = 0; i < 40; i++)
            await replicated.JoinAsync($"later/{i}", Capsule.Encode(new LastWriterWins(new Stamp(1, 1), BitConverter.GetBytes(i))));

        void StartNode(int i) => Start("kvs", "--id", $"kvs-{i}", "--kvs-cluster", "true", "--kvs-port", $"{ports[i]}", "--listen", $"http://127.0.0.1:{ports[4 + i]}", "--data-folder", $"{_folder}/{i}");
    }

    [Fact]
    public async Task Stores_that_are_no_cluster_are_refused()
    {
        var ports = FreePorts(4);
        for (var i = 0; i < 2; i++)
            Start("kvs", "--id", $"kvs-{i}", "--kvs-port", $"{ports[i]}", "--listen", $"http://127.0.0.1:{ports[2 + i]}");
        foreach (var port in ports[..2])
            await EventuallyAsync(async () => await ConnectAsync($"127.0.0.1:{port}") is null);

        KvsException? refused = null;
        await EventuallyAsync(async () => (refused = await ConnectAsync([.. ports[..2].Select(port => $"127.0.0.1:{port}")])) is not { IsTransient: true });

        Assert.Equal(KvsError.UnsafeSettings, refused?.Error);
    }

    private static async Task<KvsException?> ConnectAsync(params string[] endPoints)
    {
        try
        {
            await using var store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = endPoints, Password = "between nodes" });
            return null;
        }
        catch (KvsException error)
        {
            return error;
        }
    }

    private void Start(string role, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cloudburst.Node.dll"), role, .. arguments]);
        start.Environment["Cloudburst__KvsPassword"] = "between nodes";
        var name = arguments[0] == "--id" ? arguments[1] : role;
        if (_processes.Remove(name, out var before))
            before.Dispose();
        _processes[name] = Process.Start(start)!;
    }

    private Task HealthyAsync(int port) => EventuallyAsync(async () =>
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"It did not come true within {Patience}.");
            await Task.Delay(100);
        }
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
