using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>
/// Grants leases of placements: for a while a client may send calls of a function straight to executors that the policy would choose now. Nothing is kept of a lease; it says
/// where to go, and the executor may decline.
/// </summary>
internal sealed class LeaseService(ExecutorDirectory executors, Placer placer, SchedulerOptions options)
{
    /// <summary>Decisions that a lease is made of: a client with many calls in flight spreads them over what they chose.</summary>
    private const int Decisions = 4;

    public GatewayFrame Grant(LeaseRequest request)
    {
        // A try under a lease that is lost is followed by another one, here. Where a request may be tried only once, all of it has to be known here.
        var duration = options.MaxAttempts > 1 ? options.LeaseDuration : TimeSpan.Zero;
        var grant = new LeaseGrant { DurationMs = (long)duration.TotalMilliseconds, Consistency = options.DefaultConsistency };
        // Who places by memory has to see every call.
        if (grant.DurationMs > 0 && executors.Current.Functions.TryGetValue(request.Function, out var known) && known.Info.MemoryMb == 0)
        {
            for (var i = 0; i < Decisions; i++)
            {
                // Executors that are passed over are not chosen while another will do. Where all are too busy, a scheduler should see every call.
                if (placer.TryPlace(known.AsDag, request.References) is [var executor] && !executor.BackPressure.IsBusy && executor.IsReady && !executor.Occupancy.IsFull(request.Function))
                    Add(grant, executor);
            }
        }
        return new GatewayFrame { Lease = grant };
    }

    private static void Add(LeaseGrant grant, ExecutorHandle executor)
    {
        foreach (var location in grant.Executors)
        {
            if (location.ExecutorId == executor.Id)
                return;
        }
        grant.Executors.Add(new Location { ExecutorId = executor.Id, Address = executor.Address });
    }
}
