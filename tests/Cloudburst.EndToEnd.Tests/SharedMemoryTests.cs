using Cloudburst.Tests.Shared;

namespace Cloudburst.EndToEnd.Tests;

public sealed class SharedMemoryTests
{
    private const int Count = 10_000;

    [Fact]
    public async Task A_hot_read_takes_no_call()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 2, Count);
        await system.SharesAsync("a");
        var before = system.Calls.Reads;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(2 * Count, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("a")));
            Assert.Equal(2 * Count, await system.Cloud.ViewFunctions.SumAndClearAsync(Ref.To<double[]>("a")));
        }
        Assert.Equal(before, system.Calls.Reads);
    }

    [Fact]
    public async Task A_function_reads_its_own_writes_and_keeps_what_it_had_read()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 1, Count);
        await system.SharesAsync("a");
        for (var i = 1; i <= 20; i++)
            Assert.Equal(i, await system.Cloud.ViewFunctions.FirstOfTwoAsync("a"));
        Assert.Equal(21 * Count, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("a")));
    }

    [Fact]
    public async Task Writes_of_others_are_seen_while_a_function_holds_the_old_value()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 1, Count);
        await system.SharesAsync("a");
        var gate = Guid.NewGuid().ToString();
        var holding = system.Cloud.ViewFunctions.HoldAsync(gate, Ref.To<ReadOnlyMemory<double>>("a"));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        for (var i = 1; i <= 20; i++)
            Assert.Equal(i, await system.Cloud.ViewFunctions.FirstOfTwoAsync("a"));
        TestFunctions.Gates.GetOrAdd(gate, static _ => new()).SetResult();
        Assert.Equal(1, await holding);
    }

    [Fact]
    public async Task A_view_that_outlives_its_function_throws_and_says_why()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 1, Count);
        await system.SharesAsync("a");
        Assert.Equal(Count, await system.Cloud.ViewFunctions.KeepAsync(Ref.To<ReadOnlyMemory<double>>("a")));
        var error = await Assert.ThrowsAsync<FunctionFailedException>(async () => await system.Cloud.ViewFunctions.UseKeptAsync());
        Assert.Contains("copy what is needed longer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capsule_that_was_read_may_be_written_elsewhere()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 3, Count);
        await system.SharesAsync("a");
        await system.Cloud.ViewFunctions.CopyAsync("a", "b");
        Assert.Equal(3 * Count, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("b")));
    }

    [Theory]
    [InlineData(Consistency.RepeatableRead)]
    [InlineData(Consistency.Linearizable)]
    public async Task Other_levels_ask_the_cache(Consistency level)
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 1, Count);
        await system.SharesAsync("a");
        var before = system.Calls.Reads;
        var options = new CallOptions { Consistency = level };
        Assert.Equal(Count, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("a"), options));
        Assert.True(system.Calls.Reads > before);
    }

    [Fact]
    public async Task An_executor_that_starts_again_reads_what_the_cache_has_kept()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 1, Count);
        await system.SharesAsync("a");
        await system.RestartExecutorAsync();
        await system.SharesAsync("a");
        Assert.Equal(Count, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("a")));
    }

    [Fact]
    public async Task After_a_restart_of_the_cache_executors_read_the_new_ones_memory()
    {
        await using var system = new SharingSystem();
        await system.StoreAsync("a", 1, Count);
        await system.SharesAsync("a");
        var gate = Guid.NewGuid().ToString();
        var holding = system.Cloud.ViewFunctions.HoldAsync(gate, Ref.To<ReadOnlyMemory<double>>("a"));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));

        await system.RestartCacheAsync();

        await system.StoreAsync("a", 5, Count);
        await Eventually.IsTrueAsync(async () => await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("a")) == 5 * Count);
        await system.SharesAsync("a");
        // What was read in the memory of the old one is still there.
        TestFunctions.Gates.GetOrAdd(gate, static _ => new()).SetResult();
        Assert.Equal(1, await holding);
    }

    /// <summary>As in a container, whose file system in memory is small: the bound of the settings is never reached.</summary>
    [SkippableFact]
    public async Task Values_for_which_the_file_system_has_no_memory_are_read_by_calls()
    {
        using var disk = SmallDisk.TryMount(megabytes: 2);
        Skip.If(disk is null, "Only root may mount a file system of a given size.");
        await using var system = new SharingSystem(sharedBytes: 16 << 20, disk.Path);
        for (var i = 0; i < 8; i++)
            await system.StoreAsync($"large/{i}", i, 100_000);

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 8; i++)
                Assert.Equal(i * 100_000.0, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>($"large/{i}")));
        }
    }

    [Fact]
    public async Task Values_that_find_no_room_are_read_by_calls()
    {
        await using var system = new SharingSystem(sharedBytes: 20_000);
        await system.StoreAsync("a", 1, Count);
        for (var i = 0; i < 5; i++)
            Assert.Equal(Count, await system.Cloud.TestFunctions.SumAsync(Ref.To<ReadOnlyMemory<double>>("a")));
    }
}
