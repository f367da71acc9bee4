using System.Diagnostics;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>The level Linearizable from functions on two machines whose clocks are 40 seconds apart.</summary>
public sealed class LinearizableTests(LinearizableTests.SkewedMachines fixture) : IClassFixture<LinearizableTests.SkewedMachines>
{
    private static readonly CallOptions Linearizable = new() { Consistency = Consistency.Linearizable };
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Concurrent_reads_writes_and_compare_and_sets_have_an_order()
    {
        for (var round = 0; round < 12; round++)
        {
            var key = NewName();
            var values = 0L;
            var operations = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
            {
                var done = new List<RegisterOperation>();
                var random = new Random((round * 100) + worker);
                var known = 0L;
                for (var i = 0; i < 15; i++)
                {
                    var written = Interlocked.Increment(ref values);
                    done.Add(random.Next(3) switch
                    {
                        0 => await ReadAsync(key),
                        1 => await WriteAsync(key, written),
                        _ => await SwapAsync(key, known, written),
                    });
                    known = done[^1] switch { { Written: { } mine, Succeeded: true } => mine, { Written: null, Expected: { } seen } => seen, _ => known };
                }
                return done;
            })));
            Assert.True(RegisterHistory.IsLinearizable([.. operations.SelectMany(static done => done)], initial: 0), $"Round {round} has no order");
        }
    }

    [Fact]
    public void Checker_finds_a_stale_read_and_a_lost_write()
    {
        // The control of the test above.
        var write = new RegisterOperation(1, 2, null, 7, true);
        Assert.True(RegisterHistory.IsLinearizable([write, new RegisterOperation(3, 4, 7, null, true)], 0));
        Assert.False(RegisterHistory.IsLinearizable([write, new RegisterOperation(3, 4, 0, null, true)], 0));
        var swaps = new[] { new RegisterOperation(1, 9, 0, 7, true), new RegisterOperation(2, 8, 0, 8, true) };
        Assert.False(RegisterHistory.IsLinearizable(swaps, 0));
        Assert.True(RegisterHistory.IsLinearizable([swaps[0], swaps[1] with { Succeeded = false }], 0));
    }

    [Fact]
    public async Task Update_loses_no_change_of_concurrent_requests()
    {
        var key = NewName();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, token) => await _cloud.LinearizableFunctions.IncrementRegisterAsync(key, Linearizable, token));
        Assert.Equal(300, await _cloud.LinearizableFunctions.ReadRegisterAsync(key, Linearizable));
    }

    [Fact]
    public async Task Write_that_was_acknowledged_is_read_from_every_machine_whatever_the_clocks_say()
    {
        var key = NewName();
        for (var i = 1L; i <= 200; i++)
        {
            await _cloud.LinearizableFunctions.WriteRegisterAsync(key, i, Linearizable);
            Assert.Equal(i, await _cloud.LinearizableFunctions.ReadRegisterAsync(key, Linearizable));
        }
    }

    [Fact]
    public async Task Deleted_register_is_absent_at_once_and_counts_as_the_default()
    {
        var key = NewName();
        for (var i = 1L; i <= 50; i++)
        {
            Assert.False(await _cloud.LinearizableFunctions.SwapRegisterAsync(key, 99, i, Linearizable));
            Assert.True(await _cloud.LinearizableFunctions.SwapRegisterAsync(key, 0, i, Linearizable));
            await _cloud.LinearizableFunctions.DeleteRegisterAsync(key, Linearizable);
            Assert.Equal(0, await _cloud.LinearizableFunctions.ReadRegisterAsync(key, Linearizable));
        }
    }

    [Fact]
    public async Task Increment_of_a_counter_is_seen_by_whoever_reads_after_it()
    {
        var key = NewName();
        for (var i = 1L; i <= 100; i++)
            Assert.Equal(i, await _cloud.LinearizableFunctions.IncrementCounterAndReadAsync(key, Linearizable));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, token) => await _cloud.LinearizableFunctions.IncrementCounterAndReadAsync(key, Linearizable, token));
        Assert.Equal(301, await _cloud.LinearizableFunctions.IncrementCounterAndReadAsync(key, Linearizable));
    }

    [Fact]
    public async Task Counter_is_no_register_and_stays_as_it_is()
    {
        var key = NewName();
        await _cloud.LinearizableFunctions.IncrementCounterAndReadAsync(key, Linearizable);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.LinearizableFunctions.WriteRegisterAsync(key, 5, Linearizable));
        Assert.Equal(CloudburstErrorCode.LatticeMismatch, error.Code);
        Assert.Equal(2, await _cloud.LinearizableFunctions.IncrementCounterAndReadAsync(key, Linearizable));
    }

    [Fact]
    public async Task No_update_is_lost_at_last_writer_wins_whatever_is_cached()
    {
        var key = NewName();
        // It is cached on every machine before the first update.
        await _cloud.LinearizableFunctions.WriteRegisterAsync(key, 100);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _cloud.LinearizableFunctions.ReadRegisterAsync(key)));

        var numbers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => _cloud.LinearizableFunctions.IncrementRegisterAsync(key)));

        Assert.Equal(Enumerable.Range(101, 300).Select(static number => (long)number), numbers.Order());
        Assert.Equal(400, await _cloud.LinearizableFunctions.ReadRegisterAsync(key, Linearizable));
        Assert.False(await _cloud.LinearizableFunctions.SwapRegisterAsync(key, 399, 1));
        Assert.True(await _cloud.LinearizableFunctions.SwapRegisterAsync(key, 400, 1));
    }

    [Fact]
    public async Task Update_follows_what_its_function_has_just_written()
    {
        var key = NewName();
        for (var value = 10; value < 60; value += 10)
            Assert.Equal(value + 1, await _cloud.LinearizableFunctions.WriteAndIncrementRegisterAsync(key, value));
        Assert.Equal(51, await _cloud.LinearizableFunctions.ReadRegisterAsync(key, Linearizable));
    }

    [Theory]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.Causal)]
    public async Task Compare_and_set_is_refused_at_other_levels(Consistency level)
    {
        var options = new CallOptions { Consistency = level };
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.LinearizableFunctions.SwapRegisterAsync(NewName(), 0, 1, options));
        Assert.Equal(CloudburstErrorCode.Unsupported, error.Code);
        Assert.Contains("Linearizable", error.Message, StringComparison.Ordinal);
        var client = await Assert.ThrowsAsync<CloudburstException>(() => new Register<long>(_cloud.State, NewName()).CompareAndSetAsync(0, 1).AsTask());
        Assert.Equal(CloudburstErrorCode.Unsupported, client.Code);
    }

    [Theory]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.SingleKeyCausal)]
    [InlineData(Consistency.Causal)]
    public async Task Update_at_other_levels_is_a_read_and_a_write(Consistency level)
    {
        var (key, options) = (NewName(), new CallOptions { Consistency = level });
        Assert.Equal(1, await _cloud.LinearizableFunctions.IncrementRegisterAsync(key, options));
        await Eventually.IsTrueAsync(async () => await new Register<long>(_cloud.State, key).ReadAsync() == 1);
    }

    private async Task<RegisterOperation> ReadAsync(string key)
    {
        var started = Stopwatch.GetTimestamp();
        var value = await _cloud.LinearizableFunctions.ReadRegisterAsync(key, Linearizable);
        return new RegisterOperation(started, Stopwatch.GetTimestamp(), value, null, true);
    }

    private async Task<RegisterOperation> WriteAsync(string key, long value)
    {
        var started = Stopwatch.GetTimestamp();
        await _cloud.LinearizableFunctions.WriteRegisterAsync(key, value, Linearizable);
        return new RegisterOperation(started, Stopwatch.GetTimestamp(), null, value, true);
    }

    private async Task<RegisterOperation> SwapAsync(string key, long expected, long value)
    {
        var started = Stopwatch.GetTimestamp();
        var swapped = await _cloud.LinearizableFunctions.SwapRegisterAsync(key, expected, value, Linearizable);
        return new RegisterOperation(started, Stopwatch.GetTimestamp(), expected, value, swapped);
    }

    private static string NewName() => Guid.NewGuid().ToString("N");

    public sealed class SkewedMachines : IAsyncLifetime
    {
        private readonly CloudburstTestHost _host = Start();

        public ICloudburstClient Cloud => _host.Client;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await _host.DisposeAsync();

        private static CloudburstTestHost Start()
        {
            var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2);
            builder.Options.ClockOfNode = node => new SkewedClock(TimeSpan.FromSeconds(node == 0 ? -20 : 20));
            builder.Options.Scheduler.Placement = PlacementPolicyKind.Random;
            return builder.Start();
        }
    }
}
