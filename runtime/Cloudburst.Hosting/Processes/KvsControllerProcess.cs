using System.Net;
using System.Net.Sockets;
using Cloudburst.Kvs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>
/// The controller of a cluster of storage nodes: forms it, lets replicas take over from lost primaries, and attaches nodes that come back. Keeps no state of its own, so it
/// may be restarted at any time; while it is away the cluster serves on, and nothing takes over.
/// </summary>
internal sealed class KvsControllerProcess(RoleSettings settings, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : RoleProcess(settings, lifetime, loggers)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private GarnetCluster? _cluster;

    protected override async Task StartRoleAsync(CancellationToken cancellationToken)
    {
        var (names, replicas) = (Settings.Kvs, Settings.KvsReplicas);
        WaitFor("the storage nodes");
        var reported = false;
        while (true)
        {
            try
            {
                _cluster ??= await CreateAsync(names, replicas, cancellationToken).ConfigureAwait(false);
                await _cluster.FormAsync(Math.Max(1, names.Count / (1 + replicas)), cancellationToken).ConfigureAwait(false);
                _cluster.Start();
                return;
            }
            catch (Exception error) when (error is SocketException or KvsException { IsTransient: true })
            {
                if (!reported)
                    Logger.LogInformation("Waiting for the storage nodes: {Reason}", error.Message);
                reported = true;
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    protected override async Task StopRoleAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<GarnetCluster> CreateAsync(IReadOnlyList<string> names, int replicas, CancellationToken cancellationToken)
    {
        var nodes = await Task.WhenAll(names.Select(name => AddressAsync(name, cancellationToken))).ConfigureAwait(false);
        return new GarnetCluster(
            new GarnetClusterOptions
            {
                Nodes = nodes,
                ReplicasPerPrimary = replicas,
                User = Settings.KvsUser,
                Password = Settings.KvsPassword,
                Tls = Settings.KvsTls,
            },
            Loggers.CreateLogger<GarnetCluster>());
    }

    /// <summary>The nodes know each other by address, not by name.</summary>
    private static async Task<IPEndPoint> AddressAsync(string endPoint, CancellationToken cancellationToken)
    {
        var colon = endPoint.LastIndexOf(':');
        var host = endPoint[..colon].Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return new IPEndPoint(addresses[0], ushort.Parse(endPoint.AsSpan(colon + 1), provider: null));
    }
}
