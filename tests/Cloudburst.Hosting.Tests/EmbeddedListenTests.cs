using System.Net;
using System.Net.Sockets;
using Cloudburst.Client;

namespace Cloudburst.Hosting.Tests;

/// <summary>An embedded system that lets in clients of other processes.</summary>
public sealed class EmbeddedListenTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Embedded_WithListen_ServesClientsAlsoAfterItsStoryWasTold()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        using var stop = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var program = CloudburstApplication.CreateBuilder([$"--Cloudburst:Listen={address}"]).RunAsync(
            (cloud, _) =>
            {
                Assert.NotNull(cloud);
                told.SetResult();
                return Task.CompletedTask;
            },
            stop.Token);
        await told.Task.WaitAsync(Patience);

        var client = CloudburstClient.Connect(address);
        await using (client)
        {
            var key = "embedded-listen";
            await new Counter(client.State, key).IncrementAsync(3);
            Assert.Equal(3, await new Counter(client.State, key).ReadAsync());
            var status = await client.GetStatusAsync();
            Assert.Equal("embedded", status.Scheduler.Id);
            Assert.True(status.Store.IsReachable);
        }
        await stop.CancelAsync();
        Assert.Equal(0, await program.WaitAsync(Patience));
    }

    [Fact]
    public async Task Embedded_ListenIsTaken_IsAnErrorAndNoCrash()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        Assert.Equal(1, await CloudburstApplication.CreateBuilder([$"--Cloudburst:Listen={taken}"]).RunAsync((_, _) => Task.CompletedTask));
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
