using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Gives the KVS nodes of a cluster the same ports at every run on the same data: they know each other by address, and write that down.</summary>
internal static class StorePorts
{
    public static void Fix(CloudburstResource cluster)
    {
        Directory.CreateDirectory(cluster.DataFolder);
        foreach (var node in cluster.KvsNodes)
        {
            var endpoint = node.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.Name == EndpointNames.Resp);
            endpoint.Port = endpoint.TargetPort = PortOf(Path.Combine(cluster.DataFolder, node.Name + ".port"));
        }
    }

    private static int PortOf(string file)
    {
        if (!File.Exists(file))
            File.WriteAllText(file, FreePort().ToString(CultureInfo.InvariantCulture));
        return ushort.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new DistributedApplicationException($"'{file}' does not hold a port; delete the data folder, or write the port into it that the node had.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
