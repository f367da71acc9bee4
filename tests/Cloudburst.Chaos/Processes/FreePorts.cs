using System.Net;
using System.Net.Sockets;

namespace Cloudburst.Chaos.Processes;

/// <summary>Finds ports that nobody listens on.</summary>
public static class FreePorts
{
    /// <summary>Below the ports that systems give to outgoing connections: one of those could take a role's port while the role is being restarted.</summary>
    private const int First = 12_000;
    private const int Last = 32_000;
    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>Takes a port of the loopback interface; it is free when this returns, and given to nobody else in this process.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            lock (Gate)
            {
                if (!Given.Add(port))
                    continue;
            }
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody has it; another one.
            }
        }
    }
}
