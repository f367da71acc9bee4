using System.Collections.Concurrent;
using Cloudburst.Client;
using Cloudburst.Executor;
using Cloudburst.Hosting.Serving;
using Cloudburst.Lattices;
using Cloudburst.Protocol.Links;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>An executor: the user's own project, started as one, so that a debugger that runs it stops in the user's functions.</summary>
internal sealed class ExecutorProcess(
    RoleSettings settings, FunctionTable functions, IServiceProvider services, IHostApplicationLifetime lifetime, ILoggerFactory loggers)
    : RoleProcess(settings, lifetime, loggers)
{
    // Those of schedulers and the cache, which are the same for as long as it runs.
    private readonly ConcurrentDictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);
    private ExecutorRole? _executor;
    private WebApplication? _server;

    protected override async Task StartRoleAsync(CancellationToken cancellationToken)
    {
        var listen = Listening;
        listen.Check();
        var options = new ExecutorOptions
        {
            ExecutorId = Settings.Id,
            NodeId = Settings.NodeId,
            Address = Settings.Advertise,
            CacheAddress = Settings.Cache,
            Functions = functions,
            Dags = [.. functions.Dags.Select(dag => DagMessages.ToTopology(dag.Shape))],
            Workers = Settings.Workers,
            Resources = Settings.Resources,
            MemoryMB = Settings.FunctionMemoryMB,
        };
        _executor = new ExecutorRole(
            options,
            [.. Settings.Schedulers.Select(address => (address, Connectors.Executor(Open(address))))],
            Connectors.Cache(Open(Settings.Cache)),
            Connectors.Peer,
            new HybridClock((ulong)Random.Shared.NextInt64(), TimeProvider.System),
            services,
            TimeProvider.System,
            Loggers);
        _server = await GrpcServer.StartAsync(
            listen,
            Loggers,
            collection => collection.AddSingleton(_executor.Peers).AddSingleton(_executor.Calls),
            app =>
            {
                app.MapGrpcService<ExecutorPeersService>();
                app.MapGrpcService<ExecutorCallsService>();
            },
            cancellationToken).ConfigureAwait(false);
    }

    protected override async Task StopRoleAsync()
    {
        if (_executor is not null)
            await _executor.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    protected override IReadOnlyList<string> Missing() => [.. _executor?.Missing ?? []];

    private GrpcChannel Open(string address) => _channels.GetOrAdd(address, GrpcChannels.Open);
}
