using Cloudburst.Hosting.Serving;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler;
using Cloudburst.Scheduler.Placement;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>A scheduler.</summary>
internal sealed class SchedulerProcess(RoleSettings settings, IHostApplicationLifetime lifetime, ILoggerFactory loggers, IPlacementPolicy? policy = null)
    : RoleProcess(settings, lifetime, loggers)
{
    private RedisKeyValueStore? _store;
    private SchedulerRole? _scheduler;
    private WebApplication? _server;

    protected override async Task StartRoleAsync(CancellationToken cancellationToken)
    {
        var listen = Listening;
        listen.Check();
        // Before anything is waited for: a wrong setting ends the process, and at once.
        var options = new SchedulerOptions
        {
            Id = Settings.Id,
            DefaultTimeout = Settings.CallTimeout,
            DefaultConsistency = (ConsistencyLevel)Settings.Consistency,
            MaxAttempts = Settings.MaxAttempts,
            Placement = Settings.Placement,
            LeaseDuration = Settings.LeaseDuration,
        };
        WaitFor("the store");
        _store = await StoreConnection.ConnectAsync(Settings, Logger, cancellationToken).ConfigureAwait(false);
        _scheduler = new SchedulerRole(
            _store,
            new HybridClock((ulong)Random.Shared.NextInt64(), TimeProvider.System),
            options,
            policy,
            TimeProvider.System,
            Loggers.CreateLogger<SchedulerRole>());
        _server = await GrpcServer.StartAsync(
            listen,
            Loggers,
            services => services.AddSingleton(_scheduler.Clients).AddSingleton(_scheduler.Executors).AddSingleton(_scheduler.Caches),
            app =>
            {
                app.MapGrpcService<ClientGatewayService>();
                app.MapGrpcService<ExecutorGatewayService>();
                app.MapGrpcService<CacheIndexService>();
            },
            cancellationToken).ConfigureAwait(false);
    }

    protected override async Task StopRoleAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        if (_scheduler is not null)
            await _scheduler.DisposeAsync().ConfigureAwait(false);
        if (_store is not null)
            await _store.DisposeAsync().ConfigureAwait(false);
    }
}
