using Cloudburst.Hosting.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Testing;

/// <summary>Describes a system under test.</summary>
public sealed class CloudburstTestHostBuilder
{
    private readonly List<FunctionModule> _modules = [];

    internal CloudburstTestHostBuilder()
    {
    }

    /// <summary>The services that functions may ask for.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <summary>The system's shape.</summary>
    public EmbeddedOptions Options { get; } = new();

    /// <summary>The system's clock: deadlines, waits, pauses between attempts and stamps follow it. Keys that expire do so by the machine's.</summary>
    /// <value>The machine's; <see cref="VirtualTime"/> makes it the test's own.</value>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The seed of placement and of the network's losses.</summary>
    /// <value>A different one in each run; <see cref="CloudburstTestHost.Seed"/> tells which. Threads take turns as the machine likes all the same.</value>
    public int Seed { get; set; } = Random.Shared.Next();

    /// <summary>The system's logs.</summary>
    /// <value>None.</value>
    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Adds the functions of an assembly; the generated <c>AddCloudburstFunctions</c> calls it.</summary>
    public CloudburstTestHostBuilder AddModule(FunctionModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!_modules.Exists(known => known.GetType() == module.GetType()))
            _modules.Add(module);
        return this;
    }

    /// <summary>Gives the system a clock of its own, which stands still until the test advances it.</summary>
    /// <param name="time">The clock, to await calls with (<see cref="VirtualTime.RunAsync{TResult}"/>).</param>
    public CloudburstTestHostBuilder WithVirtualTime(out VirtualTime time)
    {
        Time = time = new VirtualTime();
        return this;
    }

    /// <summary>Plays several machines, each with a cache and executors of its own.</summary>
    public CloudburstTestHostBuilder WithNodes(int nodes, int executorsPerNode = 1)
    {
        Options.Nodes = nodes;
        Options.ExecutorsPerNode = executorsPerNode;
        return this;
    }

    /// <summary>Starts the system.</summary>
    public CloudburstTestHost Start()
    {
        var services = Services.BuildServiceProvider();
        var network = new TestNetwork(Options, Seed, Time);
        Options.Network = network;
        Options.Scheduler.Seed ??= Seed;
        return new CloudburstTestHost(EmbeddedCloudburst.Start(FunctionTable.Create(_modules), Options, services, Time, Loggers), services, network, Seed);
    }
}
