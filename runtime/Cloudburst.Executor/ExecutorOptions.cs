using Cloudburst.Protocol;

namespace Cloudburst.Executor;

/// <summary>What an executor is and how it behaves.</summary>
public sealed class ExecutorOptions
{
    /// <summary>The executor's name; unique among all executors.</summary>
    public required string ExecutorId { get; init; }

    /// <summary>The machine whose cache it shares.</summary>
    public required string NodeId { get; init; }

    /// <summary>Where other executors reach it.</summary>
    public required string Address { get; init; }

    /// <summary>The address of the machine's cache, for messages.</summary>
    /// <value>Empty: it is in the same process.</value>
    public string CacheAddress { get; init; } = "";

    /// <summary>
    /// How long a request waits for a cache that is away before it fails as <c>StateUnavailable</c>: long enough for a restart, and well below the deadlines of calls, so that
    /// the scheduler has time to try elsewhere.
    /// </summary>
    /// <value>2 seconds.</value>
    public TimeSpan CachePatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The functions that it runs.</summary>
    public required FunctionTable Functions { get; init; }

    /// <summary>DAGs to register at every scheduler.</summary>
    public IReadOnlyList<DagTopology> Dags { get; init; } = [];

    /// <summary>The labels that it has: functions that ask for another one are not placed here.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>The memory that it has for functions, in MB: those that need more are not placed here.</summary>
    /// <value>0: it does not say, and is given everything.</value>
    public int MemoryMB { get; init; }

    /// <summary>Invocations at a time.</summary>
    /// <value>32.</value>
    public int Workers { get; init; } = 32;

    /// <summary>Invocations that may wait for a worker before new requests are refused as <c>Overloaded</c>.</summary>
    /// <value>10,000.</value>
    public int MaxQueued { get; init; } = 10_000;

    /// <summary>The largest result, in bytes.</summary>
    /// <value>100 MB.</value>
    public int MaxValueBytes { get; init; } = Limits.MaxValueBytes;

    /// <summary>How long a function may go on after it was told to stop, before its worker is given to others.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Functions that may go on like that before the executor takes no more requests and says that it needs a restart: each may hold a thread.</summary>
    /// <value>32.</value>
    public int MostStuck { get; init; } = 32;

    /// <summary>How often the load is reported to schedulers.</summary>
    /// <value>1 second.</value>
    public TimeSpan StatusPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a graceful stop waits for running requests.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
