using System.Net;
using System.Net.Sockets;
using Cloudburst.Tests.Shared;

namespace Cloudburst.Hosting.Tests;

/// <summary>What a person sees of a process that can't start.</summary>
public sealed class StartErrorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Node_HealthPortIsTaken_SaysSoInOneSentenceAndEndsWithOne()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";

        var node = await RunAsync("scheduler", "--listen", "http://127.0.0.1:0", "--kvs", "127.0.0.1:1", "--health-listen", taken);

        Assert.Equal(1, node.ExitCode);
        node.Wrote($"The setting Cloudburst:HealthListen is '{taken}', which is in use by another process");
        Assert.Equal(2, node.Output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Node_ListenPortIsTaken_SaysSoBeforeItWaitsForTheStore()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";

        var node = await RunAsync("scheduler", "--listen", taken, "--kvs", "127.0.0.1:1");

        Assert.Equal(1, node.ExitCode);
        node.Wrote($"The setting Cloudburst:Listen is '{taken}', which is in use by another process");
        Assert.Equal(2, node.Output.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Client_SchedulersAreNoAddresses_IsAnErrorAndNoCrash()
    {
        var code = await CloudburstApplication.CreateBuilder(["--Cloudburst:Role=client", "--Cloudburst:Schedulers=foo"]).RunAsync((_, _) => Task.CompletedTask);
        Assert.Equal(1, code);
    }

    private static Task<Finished> RunAsync(params string[] arguments) =>
        new Cloudburst.Tests.Shared.CommandLine(AppContext.BaseDirectory).RunAsync(Patience, "dotnet", [Path.Combine(AppContext.BaseDirectory, "Cloudburst.Node.dll"), .. arguments]);
}
