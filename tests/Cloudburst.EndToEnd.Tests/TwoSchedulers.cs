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

/// <summary>Two schedulers that share nothing but the store, with one executor attached to both.</summary>
internal sealed class TwoSchedulers : IAsyncDisposable
{
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly SchedulerRole[] _schedulers;
    private readonly NodeCache _cache;
    private readonly ExecutorRole _executor;

    private TwoSchedulers()
    {
        _schedulers = [NewScheduler(), NewScheduler()];
        _cache = new NodeCache(new NodeCacheOptions { NodeId = "node" }, _store, NewClock(), [], TimeProvider.System, NullLogger<NodeCache>.Instance);
        _cache.Start();
        _executor = new ExecutorRole(
            new ExecutorOptions
            {
                ExecutorId = "executor",
                NodeId = "node",
                Address = "executor",
                Functions = FunctionTable.Create([(FunctionModule)Activator.CreateInstance(typeof(TestFunctions).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!]),
            },
            [.. _schedulers.Select((scheduler, i) => ($"scheduler {i}", (ILinkConnector<ExecutorFrame, SchedulerCommand>)new InProcessConnector<ExecutorFrame, SchedulerCommand>(scheduler.Executors)))],
            new InProcessConnector<CacheRequest, CacheReply>(new NodeCacheEndpoint(_cache)),
            _ => throw new LinkException("there is one executor"),
            NewClock(),
            _services,
            TimeProvider.System,
            NullLoggerFactory.Instance);
        Clients = [.. _schedulers.Select((scheduler, i) => new CloudburstClient([($"scheduler {i}", new InProcessConnector<ClientFrame, GatewayFrame>(scheduler.Clients))]))];
    }

    /// <summary>One client for each scheduler.</summary>
    public CloudburstClient[] Clients { get; }

    public static async Task<TwoSchedulers> StartAsync()
    {
        var system = new TwoSchedulers();
        await Eventually.IsTrueAsync(() => Task.FromResult(system._schedulers.All(scheduler => scheduler.AttachedExecutors.Count == 1)));
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
            await client.DisposeAsync();
        await _executor.StopAsync();
        await _cache.DisposeAsync();
        foreach (var scheduler in _schedulers)
            await scheduler.DisposeAsync();
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static HybridClock NewClock() => new((ulong)Random.Shared.NextInt64(), TimeProvider.System);

    private SchedulerRole NewScheduler() =>
        new(_store, NewClock(), new SchedulerOptions(), policy: null, TimeProvider.System, NullLogger<SchedulerRole>.Instance);
}
