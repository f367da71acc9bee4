using System.Globalization;
using Cloudburst.Benchmarks.Processes;
using Cloudburst.Chaos.Processes;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Benchmarks.Peers;

/// <summary>Two processes, A and B, each a plain gRPC server with the framework's own settings; A calls B.</summary>
internal sealed class GrpcPeers : IAsyncDisposable
{
    public const string Role = "peer-grpc";
    private const int MaxMessageBytes = 110 << 20;
    private readonly List<ChildProcess> _processes = [];
    private readonly GrpcChannel _channel;

    private GrpcPeers(string addressOfA)
    {
        _channel = Open(addressOfA);
        Client = new Peer.PeerClient(_channel);
    }

    /// <summary>Calls A.</summary>
    public Peer.PeerClient Client { get; }

    public static async Task<GrpcPeers> StartAsync(CancellationToken cancellationToken)
    {
        var (a, b) = (FreePorts.Take(), FreePorts.Take());
        var peers = new GrpcPeers(Address(a));
        try
        {
            await peers.StartAsync("grpc peer B", [Role, Text(b)], cancellationToken).ConfigureAwait(false);
            await peers.StartAsync("grpc peer A", [Role, Text(a), Text(b)], cancellationToken).ConfigureAwait(false);
            return peers;
        }
        catch
        {
            await peers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Serves in this process until told to stop.</summary>
    public static async Task ServeAsync(int port, int? next, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddGrpc(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (MaxMessageBytes, MaxMessageBytes));
        using var channel = next is { } nextPort ? Open(Address(nextPort)) : null;
        builder.Services.AddSingleton(new GrpcPeerService(channel is null ? null : new Peer.PeerClient(channel)));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            app.MapGrpcService<GrpcPeerService>();
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(ChildProcess.Ready).ConfigureAwait(false);
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private async Task StartAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var process = ChildProcess.StartSelf(name, arguments);
        _processes.Add(process);
        await process.WaitReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    private static GrpcChannel Open(string address) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes, MaxSendMessageSize = MaxMessageBytes });

    private static string Address(int port) => $"http://127.0.0.1:{Text(port)}";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
