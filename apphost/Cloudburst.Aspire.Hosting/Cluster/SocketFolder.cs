using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Makes the folder of the caches' sockets, readable by this user only, and takes it away with the app host.</summary>
internal sealed class SocketFolder(CloudburstResource cluster) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(cluster.SocketFolder);
        else
            Directory.CreateDirectory(cluster.SocketFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(cluster.SocketFolder))
            Directory.Delete(cluster.SocketFolder, recursive: true);
        return Task.CompletedTask;
    }
}
