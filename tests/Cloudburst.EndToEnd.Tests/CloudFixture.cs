using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>One system of two machines with two executors each, shared by the tests that do not break it.</summary>
public sealed class CloudFixture : IAsyncLifetime
{
    private readonly CloudburstTestHost _host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();

    public ICloudburstClient Cloud => _host.Client;

    public ICloudburstClient NewClient() => _host.NewClient();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();
}
