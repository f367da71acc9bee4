using Cloudburst.Hosting.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace Cloudburst.Testing;

/// <summary>
/// The whole system in one process, for unit tests: a real store, real caches, executors and a scheduler, with nothing left behind when it is
/// disposed. Tests may run many at once.
/// </summary>
public sealed class CloudburstTestHost : IAsyncDisposable
{
    private readonly EmbeddedCloudburst _cloud;
    private readonly ServiceProvider _services;

    internal CloudburstTestHost(EmbeddedCloudburst cloud, ServiceProvider services, TestNetwork network, int seed)
    {
        _cloud = cloud;
        _services = services;
        Network = network;
        Seed = seed;
    }

    /// <summary>Calls the functions under test.</summary>
    public ICloudburstClient Client => _cloud.Client;

    /// <summary>Connects another client. Dispose it before the host.</summary>
    public ICloudburstClient NewClient() => _cloud.NewClient();

    /// <summary>The names of the executors, for <see cref="KillExecutorAsync"/>.</summary>
    public IEnumerable<string> ExecutorIds => _cloud.ExecutorIds;

    /// <summary>What lies between the client, the scheduler, the machines and the store; breaks on demand.</summary>
    public TestNetwork Network { get; }

    /// <summary>The seed of placement and of the network's losses. Print it when a random test fails, and set it to play that run again.</summary>
    public int Seed { get; }

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
