using System.Net.Sockets;
using Cloudburst.Protocol;
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
    /// <summary>Starts to listen.</summary>
    /// <param name="address">Where.</param>
    /// <param name="loggers">The logs.</param>
    /// <param name="services">Registers the endpoints that the mapped services serve.</param>
    /// <param name="map">Maps the services.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <exception cref="CloudburstConfigurationException">The address is malformed, or can't be listened on.</exception>
    public static async Task<WebApplication> StartAsync(
        ListenAddress address, ILoggerFactory loggers, Action<IServiceCollection> services, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<ILoggerFactory>(new QuietLoggers(loggers));
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
            kestrel.Limits.Http2.KeepAlivePingDelay = Debugging.IsOn ? TimeSpan.MaxValue : TimeSpan.FromSeconds(5);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
            // Links are long-lived and quiet at times, and their messages bounded.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            address.Configure(kestrel, HttpProtocols.Http2);
        });
        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw address.Refused(error);
        }
        return app;
    }
}
