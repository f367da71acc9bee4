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

    /// <summary>The functions that it runs.</summary>
    public required FunctionTable Functions { get; init; }

    /// <summary>DAGs to register at every scheduler.</summary>
    public IReadOnlyList<DagTopology> Dags { get; init; } = [];

    /// <summary>Invocations at a time.</summary>
    /// <value>32.</value>
    public int Workers { get; init; } = 32;

    /// <summary>Invocations that may wait for a worker before new requests are refused as <c>Overloaded</c>.</summary>
    /// <value>10,000.</value>
    public int MaxQueued { get; init; } = 10_000;

    /// <summary>The largest result or argument, in bytes.</summary>
    /// <value>100 MB.</value>
    public int MaxValueBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How often the load is reported to schedulers.</summary>
    /// <value>1 second.</value>
    public TimeSpan StatusPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a graceful stop waits for running requests.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
