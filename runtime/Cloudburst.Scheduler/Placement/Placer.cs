using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler.Placement;

/// <summary>Asks the policy, with those executors before it that may be chosen, and sees to it that each node has one.</summary>
internal sealed class Placer(
    IPlacementPolicy policy, ExecutorDirectory executors, CacheLocations caches, FunctionTimes times, SchedulerOptions options, ILogger logger)
{
    /// <summary>Each helper is told of the request whether it gets a share of the list or not.</summary>
    private const int MaxHelpers = 31;

    private readonly Random _random = options.Seed is { } seed ? new SeededRandom(seed) : Random.Shared;

    /// <summary>Places a request.</summary>
    /// <param name="dag">Its DAG.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="others">Executors that are not to have it.</param>
    /// <returns>One executor for each node, or <see langword="null"/> when one of its functions has none.</returns>
    public ExecutorHandle[]? TryPlace(RegisteredDag dag, IReadOnlyList<ArgumentValue> arguments, ExecutorHandle[]? others = null)
    {
        var functions = executors.Current.Functions;
        var candidates = new ExecutorHandle[dag.Functions.Count][];
        for (var i = 0; i < candidates.Length; i++)
        {
            if (!functions.TryGetValue(dag.Functions[i], out var known))
                return null;
            var hosts = others is null ? known.Hosts : [.. known.Hosts.Except(others)];
            if (CandidatesAmong(known.Info, hosts) is not { Length: > 0 } some)
                return null;
            candidates[i] = some;
        }
        var request = new PlacementRequest(dag, arguments, candidates, caches, times, _random);
        var placement = new ExecutorHandle[dag.Topology.Nodes.Count];
        Ask(request, placement);
        Competitors.KeepApart(request, placement);
        PlacementHints.Apply(request, placement);
        foreach (var (node, host) in dag.Hosted)
            placement[node] = placement[host];
        return placement;
    }

    /// <summary>The bytes of a node's references that the cache of an executor's machine has.</summary>
    public long CachedBytes(RegisteredDag dag, IReadOnlyList<ArgumentValue> arguments, int node, ExecutorHandle executor) =>
        new PlacementRequest(dag, arguments, [], caches, times, _random).CachedBytes(node, executor);

    /// <summary>Finds who may help with the nodes of a DAG that are mapped over a list: how long it is nobody knows before it is there.</summary>
    /// <param name="dag">The DAG.</param>
    /// <param name="placement">Where its nodes were placed.</param>
    /// <returns>For each of <see cref="RegisteredDag.Maps"/> some executors besides its own.</returns>
    public ExecutorHandle[][] HelpersFor(RegisteredDag dag, ExecutorHandle[] placement)
    {
        if (dag.Maps.Length == 0)
            return [];
        var functions = executors.Current.Functions;
        var helpers = new ExecutorHandle[dag.Maps.Length][];
        for (var i = 0; i < helpers.Length; i++)
        {
            var node = dag.Maps[i];
            var others = functions.TryGetValue(dag.Topology.Nodes[node].Function, out var known)
                ? Array.FindAll(CandidatesAmong(known.Info, known.Hosts), host => host != placement[node])
                : [];
            _random.Shuffle(others);
            helpers[i] = others.Length <= MaxHelpers ? others : others[..MaxHelpers];
        }
        return helpers;
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

    /// <summary>
    /// Those that are available, have room for a run of the function, and are not passed over for a while; all that are available and have room where every one is passed over, so that no function
    /// starves.
    /// </summary>
    private ExecutorHandle[] CandidatesAmong(FunctionInfo function, ExecutorHandle[] hosts)
    {
        var isLimited = function.MaxConcurrency > 0 || function.MemoryMb > 0;
        // Nearly always everybody will do, and nothing is copied.
        var quiet = 0;
        while (quiet < hosts.Length && hosts[quiet].IsAvailable && !hosts[quiet].BackPressure.IsAny)
            quiet++;
        if (quiet == hosts.Length && !isLimited)
            return hosts;
        var available = Array.FindAll(hosts, static host => host.IsAvailable);
        if (isLimited)
            available = WithRoom(function, available);
        var ready = Array.FindAll(available, host => !host.BackPressure.IsAny || !host.BackPressure.IsPassedOver(_random));
        return ready.Length > 0 ? ready : available;
    }

    /// <summary>Those with the memory for a run of a function, and of them those where it does not stand in line; where it does everywhere, those with the shortest line.</summary>
    private static ExecutorHandle[] WithRoom(FunctionInfo function, ExecutorHandle[] hosts)
    {
        var fitting = function.MemoryMb == 0 ? hosts : Array.FindAll(hosts, host => host.Occupancy.HasMemoryFor(function));
        if (function.MaxConcurrency == 0 || fitting.Length < 2)
            return fitting;
        var free = Array.FindAll(fitting, host => !host.Occupancy.IsFull(function.Name));
        if (free.Length > 0)
            return free;
        var shortest = fitting.Min(host => host.Occupancy.LineOf(function.Name));
        return Array.FindAll(fitting, host => host.Occupancy.LineOf(function.Name) == shortest);
    }
}
