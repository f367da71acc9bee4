using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Answers clients about functions and DAGs.</summary>
internal sealed class CatalogService(DagRegistry dags, ExecutorDirectory executors, SchedulerOptions options, TimeProvider time)
{
    public async Task<GatewayFrame> RegisterAsync(DagTopology topology, CancellationToken cancellationToken)
    {
        await WaitForFunctionsAsync(topology, cancellationToken).ConfigureAwait(false);
        return await dags.RegisterAsync(topology, cancellationToken).ConfigureAwait(false) is { } error
            ? new GatewayFrame { Error = error }
            : new GatewayFrame { Done = new Done() };
    }

    public async Task<GatewayFrame> DeleteAsync(string name, CancellationToken cancellationToken) =>
        await dags.DeleteAsync(name, cancellationToken).ConfigureAwait(false) is { } error
            ? new GatewayFrame { Error = error }
            : new GatewayFrame { Done = new Done() };

    public async Task<GatewayFrame> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var reply = new CatalogReply();
        reply.Functions.AddRange(executors.Current.Functions.Values
            .Where(known => known.Hosts.Length > 0 && known.Info.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(known => known.Info)
            .OrderBy(info => info.Name, StringComparer.Ordinal));
        reply.Dags.AddRange(await dags.ListAsync(cancellationToken).ConfigureAwait(false));
        return new GatewayFrame { Catalog = reply };
    }

    /// <summary>While the system starts, the executors of a DAG may attach a moment after the client that registers it.</summary>
    private async Task WaitForFunctionsAsync(DagTopology topology, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var change = executors.NextChange;
            // With executors there, an unknown name is a mistake, and telling it at once is kinder than waiting.
            if (executors.Current.Executors.Length > 0)
                return;
            var patience = options.ExecutorPatience - time.GetElapsedTime(started);
            if (patience <= TimeSpan.Zero)
                return;
            try
            {
                await change.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }
}
