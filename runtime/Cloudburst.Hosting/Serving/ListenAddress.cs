using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cloudburst.Hosting.Serving;

/// <summary>An address that a process listens on, and the setting that says so: every problem with it is told in one sentence that names the setting.</summary>
/// <param name="setting">The setting's key.</param>
/// <param name="address"><c>http://host:port</c> or <c>unix:/path</c>.</param>
internal sealed class ListenAddress(string setting, string address)
{
    private const string UnixScheme = "unix:";

    /// <summary>Looks whether the address can be listened on, before anything that takes time is done for it.</summary>
    /// <exception cref="CloudburstConfigurationException">It is malformed, or taken.</exception>
    public void Check()
    {
        if (SocketPath is { } path)
        {
            Prepare(path);
            return;
        }
        var uri = Parse();
        var ip = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var given) ? given : uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
        try
        {
            using var probe = new TcpListener(ip, uri.Port);
            probe.Start();
        }
        catch (SocketException error)
        {
            throw Refused(error);
        }
    }

    /// <summary>Makes a server listen here.</summary>
    /// <exception cref="CloudburstConfigurationException">The address is malformed, or taken.</exception>
    public void Configure(KestrelServerOptions kestrel, HttpProtocols protocols)
    {
        if (SocketPath is { } path)
        {
            Prepare(path);
            kestrel.ListenUnixSocket(path, options => options.Protocols = protocols);
            return;
        }
        var uri = Parse();
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip))
            kestrel.Listen(ip, uri.Port, options => options.Protocols = protocols);
        else if (uri.Host == "localhost")
            kestrel.ListenLocalhost(uri.Port, options => options.Protocols = protocols);
        else
            kestrel.ListenAnyIP(uri.Port, options => options.Protocols = protocols);
    }

    /// <summary>What to tell when the server could not listen.</summary>
    public CloudburstConfigurationException Refused(Exception cause)
    {
        var socket = cause as SocketException ?? cause.GetBaseException() as SocketException;
        return socket?.SocketErrorCode == SocketError.AddressAlreadyInUse || cause.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase)
            ? Taken(cause)
            : Problem($"can't be listened on ({(socket ?? cause).Message}); choose an address of this machine", cause);
    }

    private string? SocketPath => address.StartsWith(UnixScheme, StringComparison.Ordinal) ? address[UnixScheme.Length..] : null;

    private Uri Parse() => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
        ? uri
        : throw Problem("is not an address to listen on; use http://host:port or unix:/path/to/socket");

    /// <summary>Makes room for the socket: a process that was killed leaves its file behind, and nobody can bind to it again. One that answers belongs to somebody.</summary>
    private void Prepare(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            var endPoint = new UnixDomainSocketEndPoint(path);
            var file = new FileInfo(path);
            if (!file.Exists)
                return;
            if (file.Length > 0)
                throw Problem("is a file that is no socket; choose another path");
            if (Answers(endPoint))
                throw Taken(null);
            file.Delete();
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw Problem("is longer than a socket's path may be, about 100 bytes; choose a shorter one", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Problem($"can't be listened on ({error.Message}); choose another path, or give this process write access to its folder", error);
        }
    }

    private static bool Answers(UnixDomainSocketEndPoint endPoint)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
            return true;
        }
        catch (SocketException error)
        {
            // A full backlog is somebody too, only busy.
            return error.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain;
        }
    }

    private CloudburstConfigurationException Taken(Exception? cause) =>
        Problem("is in use by another process; choose another address, or stop that process", cause);

    private CloudburstConfigurationException Problem(string problem, Exception? cause = null) =>
        new($"The setting {RoleSettings.Section}:{setting} is '{address}', which {problem}", cause);
}
