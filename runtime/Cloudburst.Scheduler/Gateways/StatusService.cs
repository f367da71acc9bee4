using Cloudburst.Kvs;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Requests;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Tells clients what this scheduler sees of the system.</summary>
internal sealed class StatusService(
    IKeyValueStore store, ExecutorDirectory executors, CacheLocations caches, Dispatcher dispatcher, SchedulerOptions options, TimeProvider time)
{
    /// <summary>Whoever asks for the status wants to know now that the store does not answer.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _started = time.GetUtcNow();

    public async Task<GatewayFrame> ReadAsync(CancellationToken cancellationToken)
    {
        var status = new StatusReply
        {
            SchedulerId = options.Id,
            Version = ProductVersion.Current,
            StartedUnixMs = _started.ToUnixTimeMilliseconds(),
            InFlight = dispatcher.InFlight,
            Store = await ProbeAsync(cancellationToken).ConfigureAwait(false),
        };
        status.Executors.AddRange(executors.Current.Executors.OrderBy(static executor => executor.Id, StringComparer.Ordinal).Select(StateOf));
        status.Caches.AddRange(caches.Summarize());
        return new GatewayFrame { Status = status };
    }

    private async Task<StoreState> ProbeAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(StorePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var started = time.GetTimestamp();
        try
        {
            await store.GetAsync(ReservedKeys.DagIndex, either.Token).ConfigureAwait(false);
            return new StoreState { Reachable = true, ReadMicros = (long)time.GetElapsedTime(started).TotalMicroseconds };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StoreState { Problem = $"The store did not answer a read within {StorePatience.TotalSeconds:0} s; see whether its nodes run, and the scheduler's setting Cloudburst:Kvs" };
        }
        catch (KvsException error)
        {
            return new StoreState { Problem = error.Message };
        }
    }

    private static ExecutorState StateOf(ExecutorHandle executor) => new()
    {
        ExecutorId = executor.Id,
        NodeId = executor.NodeId,
        Address = executor.Address,
        Version = executor.Hello.Version,
        Workers = executor.Workers,
        Functions = executor.Hello.Functions.Count,
        InFlight = executor.InFlight,
        Queued = executor.Queued,
        Utilization = executor.Utilization,
        Draining = executor.IsDraining,
        CacheLost = !executor.HasCache,
    };
}
