using Cloudburst.Hosting.Serving;
using Cloudburst.Protocol.Links;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Embedded;

/// <summary>Lets clients of other processes into an embedded system, such as the <c>cloudburst</c> tool, where the setting <c>Listen</c> says so.</summary>
internal sealed class ClientDoor : IAsyncDisposable
{
    private readonly WebApplication? _server;

    private ClientDoor(WebApplication? server) => _server = server;

    /// <summary>Whether anybody is let in.</summary>
    public bool IsOpen => _server is not null;

    /// <exception cref="CloudburstConfigurationException">The address is malformed, or taken.</exception>
    public static async Task<ClientDoor> OpenAsync(EmbeddedCloudburst cloud, RoleSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!settings.TryGetListen(out var address))
            return new ClientDoor(null);
        var listen = new ListenAddress("Listen", address);
        listen.Check();
        var server = await GrpcServer.StartAsync(
            listen,
            loggers,
            services => services.AddSingleton(cloud.Clients),
            app => app.MapGrpcService<ClientGatewayService>(),
            cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"Clients reach this program at {address}. Ctrl+C ends it.");
        return new ClientDoor(server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
    }
}
