using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Cloudburst.Scheduler.Dags;
using Cloudburst.Scheduler.Gateways;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Scheduler.Placement.Policies;
using Cloudburst.Scheduler.Requests;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Scheduler;

/// <summary>
/// A scheduler: clients call it, executors and caches attach to it. It keeps nothing that can't be rebuilt: DAGs lie in the store, executors and caches say
/// what they have when they attach, and requests in flight are asked for again by their clients (Cloudburst, VLDB 2020, §4.3).
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SchedulerRole : IAsyncDisposable
{
    private readonly ExecutorDirectory _executors = new();
    private readonly Dispatcher _dispatcher;

    /// <summary>Starts a scheduler.</summary>
    /// <param name="store">The store.</param>
    /// <param name="clock">Stamps what the scheduler writes.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="policy">Chooses executors; none for the one that the options name.</param>
    /// <param name="time">The clock of deadlines and pauses.</param>
    /// <param name="logger">The log.</param>
    public SchedulerRole(
        IKeyValueStore store, HybridClock clock, SchedulerOptions options, IPlacementPolicy? policy, TimeProvider time, ILogger<SchedulerRole> logger)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        var machines = new Machines();
        var caches = new CacheLocations(machines);
        var times = new FunctionTimes();
        var dags = new DagRegistry(store, _executors, clock, time);
        var outcomes = new OutcomeStore(store, clock, time, logger);
        var placer = new Placer(policy ?? PlacementPolicies.Create(options, machines), _executors, caches, times, options, logger);
        var traces = new RequestTraces(options.Id, time);
        var requests = new RequestTable(options, outcomes);
        var placing = new RequestPlacing(
            options, requests, new RequestChecks(_executors), _executors, dags, placer, new RetryRules(options, time), new DeadLetters(store, time, logger), time, logger);
        _dispatcher = new Dispatcher(options, requests, placing, new NamedRequests(requests, placing, outcomes, logger), traces, time, logger);
        Clients = new ClientGatewayEndpoint(
            _dispatcher, new CatalogService(dags, _executors, options, time), new StateService(store, outcomes, clock, time),
            new StatusService(store, _executors, caches, _dispatcher, options, time), new LeaseService(_executors, placer, options),
            new ExplainService(dags, _executors, placer, time), traces, logger);
        Executors = new ExecutorGatewayEndpoint(_executors, machines, times, _dispatcher, dags, traces, options, time, logger);
        Caches = new CacheIndexEndpoint(caches);
    }

    /// <summary>Where clients connect.</summary>
    public ILinkEndpoint<GatewayFrame, ClientFrame> Clients { get; }

    /// <summary>Where executors attach.</summary>
    public ILinkEndpoint<SchedulerCommand, ExecutorFrame> Executors { get; }

    /// <summary>Where caches report what they hold.</summary>
    public ILinkEndpoint<CacheReportAck, CacheReport> Caches { get; }

    /// <summary>The attached executors.</summary>
    public IReadOnlyList<ExecutorHandle> AttachedExecutors => _executors.Current.Executors;

    /// <summary>Requests that have not been answered.</summary>
    public int InFlight => _dispatcher.InFlight;

    /// <summary>Stops placing and sweeping; unanswered requests are left to their clients' other schedulers.</summary>
    public ValueTask DisposeAsync() => _dispatcher.DisposeAsync();
}
