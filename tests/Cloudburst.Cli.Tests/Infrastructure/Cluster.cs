using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Cloudburst.Client;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Cli.Tests;

/// <summary>A cluster of real processes on this machine: a store, a scheduler, a cache, and samples/Quickstart as the executor.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly List<Process> _processes = [];
    private readonly ConcurrentQueue<string> _log = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cb-");

    private Cluster() => Scheduler = $"http://127.0.0.1:{FreePort()}";

    public string Scheduler { get; }

    public static string Configuration { get; } = typeof(Cluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Configuration").Value!;

    public static async Task<Cluster> StartAsync()
    {
        var cluster = new Cluster();
        try
        {
            cluster.Start();
            await cluster.UntilWholeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public static string Binary(string project) => Path.Combine(SourceTree.Root, "artifacts", "bin", project, Configuration.ToLowerInvariant(), $"{project}.dll");

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Tells every process to stop, in the order that leaves the others alone the longest.</summary>
    /// <returns>All that they have written.</returns>
    public async Task<string> StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var process in _processes)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
                await kill.WaitForExitAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
        }
        return string.Join('\n', _log);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        _folder.Delete(recursive: true);
        return default;
    }

    private void Start()
    {
        var (kvs, updates) = ($"127.0.0.1:{FreePort()}", $"http://127.0.0.1:{FreePort()}");
        var cache = $"unix:{Path.Combine(_folder.FullName, "cache.sock")}";
        Start("Cloudburst.Node", ["kvs", "--kvs-port", kvs.Split(':')[1], "--listen", updates], []);
        Start("Cloudburst.Node", ["scheduler", "--id", "scheduler-0", "--listen", Scheduler, "--kvs", kvs], []);
        Start("Cloudburst.Node", ["cache", "--node-id", "node-0", "--listen", cache, "--kvs", kvs, "--kvs-updates", updates, "--schedulers", Scheduler], []);
        Start("Quickstart", [], new()
        {
            ["Cloudburst__Role"] = "executor",
            ["Cloudburst__Id"] = "executor-0",
            ["Cloudburst__NodeId"] = "node-0",
            ["Cloudburst__Cache"] = cache,
            ["Cloudburst__Listen"] = $"http://127.0.0.1:{FreePort()}",
            ["Cloudburst__Schedulers"] = Scheduler,
        });
    }

    private void Start(string project, string[] arguments, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Binary(project), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        _processes.Add(process);
        process.OutputDataReceived += (_, line) => _log.Enqueue($"{project}: {line.Data}");
        process.ErrorDataReceived += (_, line) => _log.Enqueue($"{project}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private async Task UntilWholeAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var client = CloudburstClient.Connect(Scheduler, new ClientOptions { ConnectTimeout = Patience });
        await using (client)
        {
            while (await client.GetStatusAsync() is not { Executors: [{ HasCache: true }], Caches.Count: 1, Store.IsReachable: true })
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < Patience && _processes.TrueForAll(process => !process.HasExited), $"The cluster did not come up:\n{string.Join('\n', _log)}");
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }
}
