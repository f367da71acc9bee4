using System.Diagnostics;

namespace Cloudburst.Testing.Tests;

public sealed class TestNetworkTests
{
    [Fact]
    public async Task Delay_makes_a_call_wait_and_changes_nothing_else()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithVirtualTime(out var time).Start();
        Assert.Equal(3, await host.Client.CallAsync(Probes.Chain, 0));
        host.Network.Delay(TestNetwork.Client, TestNetwork.Scheduler, TimeSpan.FromSeconds(2));
        var began = time.GetUtcNow();

        Assert.Equal(4, await time.RunAsync(host.Client.CallAsync(Probes.Chain, 1)));

        // There and back.
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Call_over_a_cut_connection_goes_on_when_it_heals()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        Assert.Equal(1, await host.Client.Probes.AddAsync(0));
        host.Network.Cut(TestNetwork.Client, TestNetwork.Scheduler);
        var call = host.Client.Probes.AddAsync(1);
        Assert.False(call.IsCompleted);

        host.Network.Heal();

        Assert.Equal(2, await call);
    }

    [Fact]
    public async Task Machine_that_is_cut_off_gets_no_calls()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2).Start();
        host.Network.Isolate(TestNetwork.NodeName(0));

        var places = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.Client.Probes.WhereAsync()));

        Assert.All(places, place => Assert.StartsWith(TestNetwork.NodeName(1), place, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_on_a_machine_that_falls_silent_are_run_elsewhere()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2).WithVirtualTime(out var time).Start();
        await host.Client.Probes.AddAsync(0);
        host.Network.Silence(TestNetwork.NodeName(0), TestNetwork.Scheduler);

        var calls = Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.Client.Probes.AddAsync(i, new CallOptions { Timeout = TimeSpan.FromMinutes(5) })));

        Assert.Equal(Enumerable.Range(1, 20), await time.RunAsync(calls, TimeSpan.FromSeconds(1)));
        host.Network.Heal();
        Assert.Equal(9, await time.RunAsync(host.Client.Probes.AddAsync(8)));
    }

    [Fact]
    public async Task Lost_frames_cost_time_and_no_answer()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();
        foreach (var (one, other) in new[]
        {
            (TestNetwork.Client, TestNetwork.Scheduler), (TestNetwork.NodeName(0), TestNetwork.Scheduler), (TestNetwork.NodeName(0), TestNetwork.NodeName(1)),
        })
            host.Network.Lose(one, other, 0.005);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => host.Client.CallAsync(Probes.Chain, i)));

        Assert.Equal(Enumerable.Range(3, 100), answers);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_while_the_store_comes_and_goes()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2).Start();
        host.Network.Lose(TestNetwork.NodeName(0), TestNetwork.Store, 0.2);
        host.Network.Lose(TestNetwork.NodeName(1), TestNetwork.Store, 0.2);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.Client.Probes.CountAsync(new CallOptions { Consistency = Consistency.Transactional })));
        host.Network.Heal();
        Assert.Equal(50, await host.Client.Probes.CountedAsync(new CallOptions { Consistency = Consistency.Linearizable }));
    }

    [Fact]
    public async Task Same_seed_same_places()
    {
        Assert.Equal(await PlacesAsync(17), await PlacesAsync(17));

        static async Task<string[]> PlacesAsync(int seed)
        {
            var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(4);
            builder.Seed = seed;
            await using var host = builder.Start();
            Assert.Equal(seed, host.Seed);
            await AllAttachedAsync(host);
            var places = new string[20];
            for (var i = 0; i < places.Length; i++)
                places[i] = await host.Client.Probes.WhereAsync();
            return places;
        }
    }

    [Fact]
    public async Task Unknown_role_is_refused_with_those_that_there_are()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var error = Assert.Throws<ArgumentException>(() => host.Network.Cut("node-7", TestNetwork.Store));
        Assert.Equal("There is no role 'node-7'; there are client, node-0, node-0-executor-0, scheduler, store", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Network.Lose(TestNetwork.Client, TestNetwork.Scheduler, 1.1));
    }

    private static async Task AllAttachedAsync(CloudburstTestHost host)
    {
        var started = Stopwatch.GetTimestamp();
        while ((await host.Client.GetStatusAsync()).Executors.Count < host.ExecutorIds.Count())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "Not all executors are attached");
            await Task.Delay(1);
        }
    }
}
