using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Cloudburst.Protocol.Links;

/// <summary>Opens channels to <c>http://host:port</c> and <c>unix:/path/to/socket</c> addresses.</summary>
public static class GrpcChannels
{
    private const string UnixScheme = "unix:";
    private static readonly ConditionalWeakTable<ChannelBase, string> Addresses = [];

    /// <summary>Whether a text has one of the forms of an address.</summary>
    public static bool IsAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.StartsWith(UnixScheme, StringComparison.Ordinal)
            ? address.Length > UnixScheme.Length
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
    }

    /// <summary>The address that a channel was opened for; a channel itself does not know a socket's path.</summary>
    internal static string AddressOf(ChannelBase channel) => Addresses.TryGetValue(channel, out var address) ? address : channel.Target;

    /// <summary>Creates a channel whose streams notice a silent peer: it is pinged every five seconds and given up after five more, unless it may stand at a breakpoint.</summary>
    /// <exception cref="ArgumentException">The address is neither of the two forms.</exception>
    public static GrpcChannel Open(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        if (!IsAddress(address))
            throw new ArgumentException($"'{address}' is not an address: use http://host:port, https://host:port or unix:/path/to/socket", nameof(address));
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            // The default, 64 KB, makes a large value wait for the reader's leave dozens of times; it adapts to slow networks only. As large as the servers' own.
            InitialHttp2StreamWindowSize = 8 * 1024 * 1024,
            KeepAlivePingDelay = Debugging.IsOn ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
        };
        var target = address;
        if (address.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            var path = new UnixDomainSocketEndPoint(address[UnixScheme.Length..]);
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(path, cancellationToken).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch (SocketException error)
                {
                    socket.Dispose();
                    throw new IOException(File.Exists(address[UnixScheme.Length..]) ? "nobody listens on that socket" : "there is no such socket", error);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
            target = "http://localhost";
        }
        var channel = GrpcChannel.ForAddress(target, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = GrpcLink.MaxFrameBytes,
            MaxSendMessageSize = GrpcLink.MaxFrameBytes,
        });
        Addresses.Add(channel, address);
        return channel;
    }
}
