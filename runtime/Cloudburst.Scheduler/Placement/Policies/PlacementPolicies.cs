namespace Cloudburst.Scheduler.Placement.Policies;

/// <summary>Makes the scheduler's own policies.</summary>
internal static class PlacementPolicies
{
    public static IPlacementPolicy Create(SchedulerOptions options, Machines machines) => options.Placement switch
    {
        PlacementPolicyKind.Locality => new LocalityPolicy(options.RandomShare, machines),
        PlacementPolicyKind.Random => new RandomPolicy(),
        PlacementPolicyKind.RoundRobin => new RoundRobinPolicy(),
        PlacementPolicyKind.LeastLoaded => new LeastLoadedPolicy(),
        PlacementPolicyKind.EarliestFinishTime => new EarliestFinishTimePolicy(machines),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Placement, "There is no such placement policy"),
    };
}
