using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler;

/// <summary>How a scheduler behaves.</summary>
public sealed class SchedulerOptions
{
    /// <summary>The scheduler's name, shown to whoever asks for its status.</summary>
    /// <value><c>scheduler</c>.</value>
    public string Id { get; set; } = "scheduler";

    /// <summary>How long a request may take when its caller does not say.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What a request is promised about the state that it reads when neither its caller nor its DAG says (Cloudburst, VLDB 2020, §5).</summary>
    /// <value>Last writer wins.</value>
    public Protocol.ConsistencyLevel DefaultConsistency { get; set; } = Protocol.ConsistencyLevel.LastWriterWins;

    /// <summary>How often a request is tried at most: again when an executor dies under it. Then it goes on the dead-letter list.</summary>
    /// <value>5.</value>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Retries of all requests together that go out at once; beyond it they go at <see cref="RetriesPerSecond"/>.</summary>
    /// <value>10,000: the death of an executor costs its requests no wait.</value>
    public int RetryBurst { get; set; } = 10_000;

    /// <summary>Retries a second of all requests together, once <see cref="RetryBurst"/> is used up. A retry waits for its turn, at most until its request's deadline.</summary>
    /// <value>2,000.</value>
    public int RetriesPerSecond { get; set; } = 2_000;

    /// <summary>How long a request waits for an executor that has its functions, at start-up or after the last one was lost.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan ExecutorPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests in flight before new ones are refused as <c>Overloaded</c>.</summary>
    /// <value>50,000.</value>
    public int MaxInFlight { get; set; } = 50_000;

    /// <summary>Which of the scheduler's own policies chooses executors, where <see cref="SchedulerRole"/> is given none.</summary>
    /// <value><see cref="PlacementPolicyKind.Locality"/>.</value>
    public PlacementPolicyKind Placement { get; set; }

    /// <summary>The share of placements that ignore locality, so that hot data spreads over machines (Cloudburst, VLDB 2020, §4.3).</summary>
    /// <value>0.2.</value>
    public double RandomShare { get; set; } = 0.2;

    /// <summary>An executor that reports its workers busier than this is passed over for <see cref="BackOffPeriod"/> while another will do (§4.3).</summary>
    /// <value>0.7.</value>
    public double BackOffUtilization { get; set; } = 0.7;

    /// <summary>
    /// Requests a second for each worker of an executor, over <see cref="BackOffPeriod"/>; above it four decisions in five pass the executor over while another will do. It keeps a
    /// machine that caches what everybody wants from getting all of it.
    /// </summary>
    /// <value>200, the original's 1,000 requests in 5 seconds for its executors of one worker.</value>
    public double BackOffRequestsPerWorker { get; set; } = 200;

    /// <summary>How long an executor is passed over, and how far back its request rate reaches.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan BackOffPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a client may send calls of a function straight to executors before it asks again where to send them. What changes meanwhile, such as an executor that joins or
    /// gets busy, it learns from the next lease, or from the executor itself.
    /// </summary>
    /// <value>2 seconds. With zero no leases are granted, and every call goes through a scheduler.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The seed of random choices; <see langword="null"/> for a different one in each run. With one, the same calls in the same order go to the same places.</summary>
    public int? Seed { get; set; }
}
