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

public sealed class CacheAwayTests : IAsyncDisposable
{
    private const string Address = "unix:/nowhere/cache.sock";
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly List<ExecutorRole> _executors = [];
    private readonly SchedulerRole _scheduler;
    private readonly NodeCache _cache;
    private readonly CloudburstClient _client;

    public CacheAwayTests()
    {
        _scheduler = new SchedulerRole(_store, NewClock(), new SchedulerOptions(), policy: null, TimeProvider.System, NullLogger<SchedulerRole>.Instance);
        _cache = new NodeCache(new NodeCacheOptions { NodeId = "node" }, _store, NewClock(), [], TimeProvider.System, NullLogger<NodeCache>.Instance);
        _cache.Start();
        _client = new CloudburstClient([("scheduler", new InProcessConnector<ClientFrame, GatewayFrame>(_scheduler.Clients))]);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        foreach (var executor in _executors)
            await executor.StopAsync();
        await _cache.DisposeAsync();
        await _scheduler.DisposeAsync();
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Call_WithoutACache_IsToldSoLongBeforeItsDeadline()
    {
        await AttachAsync("alone", hasCache: false, patience: TimeSpan.FromMilliseconds(20));

        var error = await Assert.ThrowsAsync<CloudburstException>(() => _client.TestFunctions.WriteAsync("k", "v", new CallOptions { Timeout = TimeSpan.FromMinutes(10) }));

        Assert.Equal(CloudburstErrorCode.StateUnavailable, error.Code);
        Assert.True(error.IsTransient);
        Assert.Contains(Address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_DeadlinePassesBetweenTries_IsToldWhyTheyFailed()
    {
        await AttachAsync("alone", hasCache: false, patience: TimeSpan.FromMilliseconds(100));

        // The tries take 600 ms and the pauses between them 850.
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _client.TestFunctions.WriteAsync("k", "v", new CallOptions { Timeout = TimeSpan.FromMilliseconds(700) }));

        Assert.Equal(CloudburstErrorCode.StateUnavailable, error.Code);
    }

    [Fact]
    public async Task Call_OneExecutorHasLostItsCache_GoesToTheOther()
    {
        await AttachAsync("without", hasCache: false, patience: TimeSpan.FromHours(1));
        await AttachAsync("with", hasCache: true, patience: TimeSpan.FromHours(1));

        for (var i = 0; i < 30; i++)
            await _client.TestFunctions.HitAsync("away");

        Assert.Equal(30, await new TestState(_client.State).Hits("away").ReadAsync());
    }

    private static HybridClock NewClock() => new((ulong)Random.Shared.NextInt64(), TimeProvider.System);

    private async Task AttachAsync(string id, bool hasCache, TimeSpan patience)
    {
        var module = (FunctionModule)Activator.CreateInstance(typeof(TestFunctions).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;
        _executors.Add(new ExecutorRole(
            new ExecutorOptions
            {
                ExecutorId = id,
                NodeId = id,
                Address = id,
                CacheAddress = Address,
                CachePatience = patience,
                Functions = FunctionTable.Create([module]),
            },
            [("scheduler", new InProcessConnector<ExecutorFrame, SchedulerCommand>(_scheduler.Executors))],
            hasCache ? new InProcessConnector<CacheRequest, CacheReply>(new NodeCacheEndpoint(_cache)) : new Away(),
            _ => throw new LinkException("no peers here"),
            NewClock(),
            _services,
            TimeProvider.System,
            NullLoggerFactory.Instance));
        await Eventually.IsTrueAsync(() => Task.FromResult(_scheduler.AttachedExecutors.Any(executor => executor.Id == id && executor.HasCache == hasCache)));
    }

    private sealed class Away : ILinkConnector<CacheRequest, CacheReply>
    {
        public ValueTask<ILink<CacheRequest>> ConnectAsync(Func<ILink<CacheRequest>, ILinkReceiver<CacheReply>> accept, CancellationToken cancellationToken) =>
            throw new LinkException("nobody is there");
    }
}
