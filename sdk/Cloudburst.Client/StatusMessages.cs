using Cloudburst.Protocol;

namespace Cloudburst.Client;

/// <summary>Turns a scheduler's status into the SDK's.</summary>
internal static class StatusMessages
{
    public static CloudburstStatus ToStatus(StatusReply reply) => new(
        new(reply.SchedulerId, reply.Version, DateTimeOffset.FromUnixTimeMilliseconds(reply.StartedUnixMs), reply.InFlight),
        [.. reply.Executors.Select(ToExecutor)],
        [.. reply.Caches.Select(static cache => new CloudburstCacheStatus(cache.NodeId, cache.Keys, cache.Bytes))],
        new(reply.Store.Reachable, reply.Store.Problem.Length > 0 ? reply.Store.Problem : null, TimeSpan.FromMicroseconds(reply.Store.ReadMicros)));

    // Executors of a version that did not tell it yet have none.
    private static CloudburstExecutorStatus ToExecutor(ExecutorState executor) => new(
        executor.ExecutorId, executor.NodeId, executor.Address, executor.Version.Length > 0 ? executor.Version : "unknown", executor.Workers, executor.Functions,
        executor.InFlight, executor.Queued, executor.Utilization, executor.Draining, !executor.CacheLost);
}
