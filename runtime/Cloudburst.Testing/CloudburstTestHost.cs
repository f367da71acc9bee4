using Cloudburst.Hosting.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Testing;

/// <summary>
/// The whole system in one process, for unit tests: a real store, real caches, executors and a scheduler, with nothing left behind when it is
/// disposed. Tests may run many at once.
/// </summary>
public sealed class CloudburstTestHost : IAsyncDisposable
{
    private readonly EmbeddedCloudburst _cloud;
    private readonly ServiceProvider _services;

    internal CloudburstTestHost(EmbeddedCloudburst cloud, ServiceProvider services)
    {
        _cloud = cloud;
        _services = services;
    }

    /// <summary>Calls the functions under test.</summary>
    public ICloudburstClient Client => _cloud.Client;

    /// <summary>Connects another client. Dispose it before the host.</summary>
    public ICloudburstClient NewClient() => _cloud.NewClient();

    /// <summary>The names of the executors, for <see cref="KillExecutorAsync"/>.</summary>
    public IEnumerable<string> ExecutorIds => _cloud.ExecutorIds;

    /// <summary>How many requests under repeatable read the machines' caches keep snapshots for; none once all have ended.</summary>
    public int OpenSessions => _cloud.OpenSessions;

    /// <summary>Starts to describe a system; add the functions with the generated <c>AddCloudburstFunctions()</c>.</summary>
    public static CloudburstTestHostBuilder CreateBuilder() => new();

    /// <summary>Ends an executor as a crash would: what runs on it is tried again elsewhere.</summary>
    public Task KillExecutorAsync(string executorId) => _cloud.KillExecutorAsync(executorId);

    /// <summary>Stops the system and removes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
    }
}

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

    /// <summary>The system's clock.</summary>
    /// <value>The machine's.</value>
    public TimeProvider Time { get; set; } = TimeProvider.System;

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
        return new CloudburstTestHost(EmbeddedCloudburst.Start(FunctionTable.Create(_modules), Options, services, Time, Loggers), services);
    }
}
