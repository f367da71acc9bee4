using System.Net;
using Cloudburst.Protocol.Links;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Serving;

/// <summary>Serves a role's endpoints over gRPC.</summary>
internal static class GrpcServer
{
    private const string UnixScheme = "unix:";

    /// <summary>Starts to listen.</summary>
    /// <param name="address"><c>http://host:port</c> or <c>unix:/path</c>.</param>
    /// <param name="loggers">The logs.</param>
    /// <param name="services">Registers the endpoints that the mapped services serve.</param>
    /// <param name="map">Maps the services.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="CloudburstConfigurationException">The address is malformed, or can't be listened on.</exception>
    public static async Task<WebApplication> StartAsync(
        string address, ILoggerFactory loggers, Action<IServiceCollection> services, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = GrpcLink.MaxFrameBytes;
            options.MaxSendMessageSize = GrpcLink.MaxFrameBytes;
        });
        // A receiver of a link never blocks (see ILinkReceiver), so what arrives is handled on the thread that read it; a change of threads costs more than the handling.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        services(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.InitialConnectionWindowSize = 16 * 1024 * 1024;
            kestrel.Limits.Http2.InitialStreamWindowSize = 8 * 1024 * 1024;
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(5);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
            // Links are long-lived and quiet at times, and their messages bounded.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            Listen(kestrel, address);
        });
        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new CloudburstConfigurationException($"{address} can't be listened on: {error.Message} Choose another address, or stop the process that holds it", error);
        }
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, string address)
    {
        if (address.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            var path = address[UnixScheme.Length..];
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            // A process that was killed leaves its socket file behind, and nobody can bind to it again.
            File.Delete(path);
            kestrel.ListenUnixSocket(path, options => options.Protocols = HttpProtocols.Http2);
            return;
        }
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new CloudburstConfigurationException($"'{address}' is not an address to listen on: use http://host:port or unix:/path/to/socket");
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip))
            kestrel.Listen(ip, uri.Port, options => options.Protocols = HttpProtocols.Http2);
        else if (uri.Host == "localhost")
            kestrel.ListenLocalhost(uri.Port, options => options.Protocols = HttpProtocols.Http2);
        else
            kestrel.ListenAnyIP(uri.Port, options => options.Protocols = HttpProtocols.Http2);
    }
}
