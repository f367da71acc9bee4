using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Aspire.Cluster;

/// <summary>
/// Watches the members of a cluster and publishes the state of the whole, so that waiting for the cluster needs no polling; in the app host's own log too, where it is seen without the
/// dashboard.
/// </summary>
internal sealed class ClusterWatcher(
    CloudburstResource cluster,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ILoggerFactory console,
    IDistributedApplicationEventing eventing,
    IServiceProvider services) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Only the newest state is worth publishing.
        var states = Channel.CreateBounded<ClusterState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        cluster.Health.Changed += Enqueue;
        try
        {
            await Task.WhenAll(WatchAsync(stoppingToken), PublishAsync(states.Reader, stoppingToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app host stops.
        }
        finally
        {
            cluster.Health.Changed -= Enqueue;
        }

        void Enqueue(ClusterState state) => states.Writer.TryWrite(state);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (change.Resource != cluster)
                cluster.Health.Observe(change.Resource.Name, change.Snapshot.State?.Text, change.Snapshot.HealthStatus);
        }
    }

    private async Task PublishAsync(ChannelReader<ClusterState> states, CancellationToken cancellationToken)
    {
        var log = loggers.GetLogger(cluster);
        var terminal = console.CreateLogger("Cloudburst");
        var announced = false;
        await foreach (var state in states.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var style = state.Text == ClusterState.Degraded ? KnownResourceStateStyles.Warn : null;
            await notifications.PublishUpdateAsync(cluster, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(state.Text, style),
                StartTimeStamp = snapshot.StartTimeStamp ?? DateTime.UtcNow,
            }).ConfigureAwait(false);

            if (state.Text != ClusterState.Starting)
                log.LogInformation("{State}{Reasons}", state.Text, state.Reasons.Count == 0 ? "" : ": " + string.Join("; ", state.Reasons));
            if (state.Text == ClusterState.Degraded)
                terminal.LogWarning("'{Cluster}' is degraded: {Reasons}. What has ended can be started again in the dashboard", cluster.Name, string.Join("; ", state.Reasons));
            else if (state.Text == ClusterState.Running && announced)
                terminal.LogInformation("'{Cluster}' is whole again", cluster.Name);
            if (state.Text == ClusterState.Running && !announced)
            {
                announced = true;
                var address = await cluster.ConnectionStringExpression.GetValueAsync(cancellationToken).ConfigureAwait(false);
                terminal.LogInformation("'{Cluster}' runs; from a terminal: cloudburst status --connect {Address}", cluster.Name, address);
                await eventing.PublishAsync(new ConnectionStringAvailableEvent(cluster, services), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
