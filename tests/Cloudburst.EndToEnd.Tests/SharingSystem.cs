using System.Reflection;
using Cloudburst.Cache;
using Cloudburst.Client;
using Cloudburst.Executor;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>One machine whose executors read the memory of their cache, with every part replaceable while the others go on.</summary>
internal sealed class SharingSystem : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly SchedulerRole _scheduler;
    private readonly CloudburstClient _client;
    private readonly long _sharedBytes;
    private NodeCache _cache;
    private ExecutorRole _executor;

    public SharingSystem(long sharedBytes = 0, string? folder = null)
    {
        _sharedBytes = sharedBytes;
        _folder = folder is null ? Directory.CreateTempSubdirectory("cloudburst-sharing-") : Directory.CreateDirectory(Path.Combine(folder, "sharing"));
        _scheduler = new SchedulerRole(_store, NewClock(), new SchedulerOptions(), policy: null, TimeProvider.System, NullLogger<SchedulerRole>.Instance);
        _cache = StartCache();
        Calls = new CountingConnector(() => new NodeCacheEndpoint(_cache));
        _executor = StartExecutor("first");
        _client = new CloudburstClient([("scheduler", new InProcessConnector<ClientFrame, GatewayFrame>(_scheduler.Clients))]);
    }

    public ICloudburstClient Cloud => _client;

    /// <summary>The link between executor and cache.</summary>
    public CountingConnector Calls { get; }

    public Task StoreAsync(string key, double value, int count) =>
        new Register<double[]>(Cloud.State, key).WriteAsync(Enumerable.Repeat(value, count).ToArray()).AsTask();

    /// <summary>Calls until the executor has the memory of the cache, and what it reads there.</summary>
    public Task SharesAsync(string key) => Eventually.IsTrueAsync(async () =>
    {
        var before = Calls.Reads;
        await Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>(key));
        return Calls.Reads == before;
    });

    public async Task RestartExecutorAsync()
    {
        await _executor.StopAsync();
        _executor = StartExecutor("second");
        await Eventually.IsTrueAsync(() => Task.FromResult(!_executor.Missing.Any()));
    }

    public async Task RestartCacheAsync()
    {
        await Calls.BreakAsync();
        await _cache.DisposeAsync();
        _cache = StartCache();
        Calls.Restore();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _executor.StopAsync();
        await _cache.DisposeAsync();
        await _scheduler.DisposeAsync();
        await _store.DisposeAsync();
        await _services.DisposeAsync();
        Assert.Empty(_folder.EnumerateFileSystemInfos());
        _folder.Delete();
    }

    private static HybridClock NewClock() => new((ulong)Random.Shared.NextInt64(), TimeProvider.System);

    private static FunctionModule Module() =>
        (FunctionModule)Activator.CreateInstance(typeof(TestFunctions).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;

    private NodeCache StartCache()
    {
        var cache = new NodeCache(
            new NodeCacheOptions { NodeId = "node", SharedMemoryFolder = _folder.FullName, SharedMemoryBytes = _sharedBytes, PollInterval = TimeSpan.FromMilliseconds(50) },
            _store, NewClock(), [], TimeProvider.System, NullLogger<NodeCache>.Instance);
        cache.Start();
        return cache;
    }

    private ExecutorRole StartExecutor(string id) => new(
        new ExecutorOptions { ExecutorId = id, NodeId = "node", Address = id, Functions = FunctionTable.Create([Module()]) },
        [("scheduler", new InProcessConnector<ExecutorFrame, SchedulerCommand>(_scheduler.Executors))],
        Calls,
        _ => throw new NotSupportedException("One executor has no peers."),
        NewClock(),
        _services,
        TimeProvider.System,
        NullLoggerFactory.Instance);
}
