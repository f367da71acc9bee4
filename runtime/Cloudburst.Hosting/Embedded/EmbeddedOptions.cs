using Cloudburst.Client;
using Cloudburst.Scheduler;

namespace Cloudburst.Hosting.Embedded;

/// <summary>The shape of a system in one process.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>Machines to play: each has its own cache.</summary>
    /// <value>1.</value>
    public int Nodes { get; set; } = 1;

    /// <summary>Executors on each machine.</summary>
    /// <value>1.</value>
    public int ExecutorsPerNode { get; set; } = 1;

    /// <summary>Invocations that an executor runs at a time.</summary>
    /// <value>32.</value>
    public int WorkersPerExecutor { get; set; } = 32;

    /// <summary>The labels of each machine's executors, by its number from 0: functions that ask for a resource run only where it is.</summary>
    /// <value><see langword="null"/>: none; in a program, those of the setting <c>Cloudburst:Resources</c>.</value>
    public Func<int, IReadOnlyList<string>>? ResourcesOfNode { get; set; }

    /// <summary>The memory of each machine's executors for functions, in MB, by the machine's number from 0: functions that need more do not run there.</summary>
    /// <value><see langword="null"/>: they do not say, and everything runs there; in a program, that of the setting <c>Cloudburst:FunctionMemoryMB</c>.</value>
    public Func<int, int>? FunctionMemoryMBOfNode { get; set; }

    /// <summary>The clock of each machine, by its number from 0; for tests of clocks that disagree.</summary>
    /// <value><see langword="null"/>: the system's clock for all.</value>
    public Func<int, TimeProvider>? ClockOfNode { get; set; }

    /// <summary>Where state is kept from one run to the next; <see langword="null"/> to forget it at the end.</summary>
    public string? DataFolder { get; set; }

    /// <summary>The bound of each cache's memory, in bytes.</summary>
    /// <value>512 MB.</value>
    public long CacheBytes { get; set; } = 512L << 20;

    /// <summary>How the scheduler behaves.</summary>
    public SchedulerOptions Scheduler { get; set; } = new() { Id = "embedded" };

    /// <summary>How the client behaves.</summary>
    /// <value>The defaults, but without leases: the scheduler is in the same process, so there is no hop to save.</value>
    public ClientOptions Client { get; set; } = new() { UseLeases = false };

    /// <summary>What lies between the roles; <see langword="null"/> for method calls.</summary>
    internal IEmbeddedNetwork? Network { get; set; }
}
