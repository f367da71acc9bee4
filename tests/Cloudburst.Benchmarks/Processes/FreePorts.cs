using System.Net;
using System.Net.Sockets;

namespace Cloudburst.Benchmarks.Processes;

/// <summary>Finds ports that nobody listens on.</summary>
internal static class FreePorts
{
    /// <summary>Takes a port of the loopback interface; it is free when this returns.</summary>
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
