using System.Net;
using Cloudburst.Hosting.Serving;
using Cloudburst.Kvs;
using Cloudburst.Kvs.Feed;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>A KVS node: the store over the Redis protocol, and its update feed over gRPC.</summary>
internal sealed class KvsProcess(RoleSettings settings, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : RoleProcess(settings, lifetime, loggers)
{
    private GarnetKvsServer? _server;
    private UpdateHub? _updates;
    private WebApplication? _feed;

    protected override async Task StartRoleAsync(CancellationToken cancellationToken)
    {
        var listen = Listening;
        listen.Check();
        if (!IPAddress.TryParse(Settings.KvsHost, out var host))
            throw new CloudburstConfigurationException($"The setting Cloudburst:KvsHost is '{Settings.KvsHost}' and must be an IP address");
        if (Settings.KvsCluster && Settings.DataFolder is null)
            throw new CloudburstConfigurationException("The setting Cloudburst:DataFolder is missing: a storage node of a cluster keeps its data and its place in the cluster there");
        var options = new KvsServerOptions
        {
            EndPoint = new IPEndPoint(host, Settings.KvsPort),
            DataFolder = Settings.DataFolder,
            Durable = Settings.DataFolder is not null,
            Cluster = Settings.KvsCluster,
            Password = Settings.KvsPassword,
            AclFile = Settings.KvsAclFile,
            Tls = Settings.KvsTls,
        };
        if (Settings.MemoryBytes is { } memory)
            options = options with { MemoryBytes = memory };
        _server = GarnetKvsServer.Start(options, Loggers);
        _updates = new UpdateHub(_server.Store, _server.Changes, logger: Logger);
        _feed = await GrpcServer.StartAsync(
            listen,
            Loggers,
            services => services.AddSingleton<ILinkEndpoint<UpdateFrame, WatchFrame>>(new UpdateFeedEndpoint(_updates)),
            app => app.MapGrpcService<UpdateFeedService>(),
            cancellationToken).ConfigureAwait(false);
    }

    protected override async Task StopRoleAsync()
    {
        if (_feed is not null)
            await _feed.DisposeAsync().ConfigureAwait(false);
        if (_updates is not null)
            await _updates.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }
}
