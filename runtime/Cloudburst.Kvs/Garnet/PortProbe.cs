using System.Net;
using System.Net.Sockets;

namespace Cloudburst.Kvs.Garnet;

/// <summary>
/// Finds out about the port before the engine does: it would neither say which port it took for port 0, nor name the port that is taken.
/// </summary>
internal static class PortProbe
{
    public static IPEndPoint Resolve(IPEndPoint wanted)
    {
        using var probe = new Socket(wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(wanted);
            probe.Listen(1);
            return (IPEndPoint)probe.LocalEndPoint!;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw InUse(wanted, e);
        }
        catch (SocketException e)
        {
            throw new KvsException(
                KvsError.PortInUse,
                $"The store can't listen on {wanted} ({e.Message}); choose an address of this machine, such as 127.0.0.1.",
                e);
        }
    }

    public static KvsException InUse(IPEndPoint endPoint, Exception cause) => new(
        KvsError.PortInUse,
        $"Port {endPoint.Port} on {endPoint.Address} is already in use; choose another with the setting KvsPort, or stop the process that holds it.",
        cause);
}
