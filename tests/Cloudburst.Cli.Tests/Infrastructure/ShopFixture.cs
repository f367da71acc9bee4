using Cloudburst.Testing;

namespace Cloudburst.Cli.Tests;

/// <summary>A system of two machines, and the tool connected to it.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    private readonly CloudburstTestHost _host;

    public ShopFixture()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2);
        builder.Options.Scheduler.Id = "scheduler-0";
        _host = builder.Start();
        Tool = new Tool(_ => _host.NewClient());
    }

    public ICloudburstClient Cloud => _host.Client;

    internal Tool Tool { get; }

    /// <summary>The tool with somebody before it.</summary>
    internal Tool InteractiveTool(TimeProvider time) => new(_ => _host.NewClient()) { IsInteractive = true, Time = time };

    internal Tool ToolIn(string folder, string input = "") => new(_ => _host.NewClient()) { Folder = folder, Input = input };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();
}
