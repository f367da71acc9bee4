using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Placement;

/// <summary>Asks the policy, with those executors before it that may be chosen, and sees to it that each node has one.</summary>
internal sealed class Placer(
    IPlacementPolicy policy, ExecutorDirectory executors, CacheLocations caches, FunctionTimes times, SchedulerOptions options, ILogger logger)
{
    private readonly Random _random = options.Seed is { } seed ? new SeededRandom(seed) : Random.Shared;

    /// <summary>Places a request.</summary>
    /// <returns>One executor for each node, or <see langword="null"/> when one of its functions has none.</returns>
    public ExecutorHandle[]? TryPlace(RegisteredDag dag, IReadOnlyList<ArgumentValue> arguments)
    {
        var functions = executors.Current.Functions;
        var candidates = new ExecutorHandle[dag.Functions.Count][];
        for (var i = 0; i < candidates.Length; i++)
        {
            if (!functions.TryGetValue(dag.Functions[i], out var known) || CandidatesAmong(known.Hosts) is not { Length: > 0 } some)
                return null;
            candidates[i] = some;
        }
        var request = new PlacementRequest(dag, arguments, candidates, caches, times, _random);
        var placement = new ExecutorHandle[dag.Topology.Nodes.Count];
        Ask(request, placement);
        return placement;
    }

    private void Ask(PlacementRequest request, ExecutorHandle?[] placement)
    {
        try
        {
            policy.Place(request, placement!);
        }
#pragma warning disable CA1031 // A policy may be a user's; a call must not pay for its mistakes.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.LogError(error, "Placement policy {Policy} failed for {Dag}; the least loaded executors are used", policy.GetType().Name, request.Dag.Topology.Name);
        }
        for (var node = 0; node < placement.Length; node++)
        {
            if (placement[node] is { } chosen && request.CandidatesOf(node).Contains(chosen))
                continue;
            if (placement[node] is { } stranger)
            {
                logger.LogWarning(
                    "Placement policy {Policy} chose {Executor} for {Function}, which is no candidate; the least loaded one is used",
                    policy.GetType().Name, stranger.Id, request.Dag.Topology.Nodes[node].Function);
            }
            placement[node] = request.LeastLoadedOf(node);
        }
    }

    /// <summary>Those that are available and not passed over for a while; all that are available where every one is passed over, so that no function starves.</summary>
    private ExecutorHandle[] CandidatesAmong(ExecutorHandle[] hosts)
    {
        // Nearly always everybody will do, and nothing is copied.
        var quiet = 0;
        while (quiet < hosts.Length && hosts[quiet].IsAvailable && !hosts[quiet].BackPressure.IsAny)
            quiet++;
        if (quiet == hosts.Length)
            return hosts;
        var available = Array.FindAll(hosts, static host => host.IsAvailable);
        var ready = Array.FindAll(available, host => !host.BackPressure.IsAny || !host.BackPressure.IsPassedOver(_random));
        return ready.Length > 0 ? ready : available;
    }
}
