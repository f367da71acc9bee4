namespace Cloudburst.Cli.Status;

/// <summary>The JSON of <c>cloudburst status</c>.</summary>
internal static class StatusDocument
{
    public static object Of(IReadOnlyList<SchedulerView> views, CloudburstStatus? seen) => new
    {
        Schedulers = views.Select(static view => new
        {
            view.Address,
            Reachable = view.Status is not null,
            view.Problem,
            view.Status?.Scheduler.Id,
            view.Status?.Scheduler.Version,
            view.Status?.Scheduler.Started,
            view.Status?.Scheduler.InFlight,
        }),
        Executors = seen?.Executors.Select(static executor => new
        {
            executor.Id,
            Node = executor.NodeId,
            executor.Address,
            executor.Version,
            executor.Workers,
            executor.Functions,
            executor.InFlight,
            executor.Queued,
            executor.Utilization,
            Draining = executor.IsDraining,
            executor.HasCache,
        }) ?? [],
        Caches = seen?.Caches.Select(static cache => new { Node = cache.NodeId, cache.Keys, cache.Bytes }) ?? [],
        Store = seen is null ? null : new { Reachable = seen.Store.IsReachable, seen.Store.Problem, ReadMilliseconds = seen.Store.ReadTime.TotalMilliseconds },
    };
}
