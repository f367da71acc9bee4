using Cloudburst.Cache.Tests.Support;

namespace Cloudburst.Cache.Tests;

public sealed class EvictionTests
{
    private const int ValueBytes = 10_000;
    private static readonly string Large = new('x', ValueBytes);

    [Fact]
    public async Task Cache_stays_within_its_bound_and_watches_only_what_it_holds()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = 20 * ValueBytes });
        for (var i = 0; i < 200; i++)
        {
            await cluster.Store.JoinAsync($"k{i}", Values.Text(Large));
            Assert.Equal(Large, await executor.ReadTextAsync($"k{i}"));
            Assert.InRange(cache.Statistics.Bytes, 0, 20 * ValueBytes);
        }

        Assert.InRange(cache.Statistics.Keys, 10, 20);
        await Eventually.True(() => cluster.Hub.WatchedKeys == cache.Statistics.Keys, "evicted keys are no longer watched");
    }

    [Fact]
    public async Task Eviction_spares_what_is_used()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddQuietNode(store, o => o with { MemoryBytes = 20 * ValueBytes });
        await cluster.Store.JoinAsync("hot", Values.Text("hot"));
        await executor.ReadAsync("hot");
        for (var i = 0; i < 200; i++)
        {
            await cluster.Store.JoinAsync($"k{i}", Values.Text(Large));
            await executor.ReadAsync($"k{i}");
            var reads = store.Reads;
            await executor.ReadAsync("hot");
            Assert.Equal(reads, store.Reads);
        }
    }

    [Fact]
    public async Task Eviction_never_drops_what_the_store_does_not_have()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store, o => o with { MemoryBytes = 10 * ValueBytes });
        for (var i = 0; i < 5; i++)
            await executor.JoinAsync($"dirty{i}", Values.Text("old"));

        store.HoldWrites();
        for (var i = 0; i < 5; i++)
            await executor.JoinAsync($"dirty{i}", Values.Text("new"));
        for (var i = 0; i < 100; i++)
        {
            await cluster.Store.JoinAsync($"k{i}", Values.Text(Large));
            await executor.ReadAsync($"k{i}");
        }

        for (var i = 0; i < 5; i++)
            Assert.Equal("new", await executor.ReadTextAsync($"dirty{i}"));
        store.ReleaseWrites();
        Assert.Null(await executor.FlushAsync());
    }

    [Fact]
    public async Task Eviction_never_drops_what_is_pinned_until_it_is_released()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = cluster.AddQuietNode(store, o => o with { MemoryBytes = 10 * ValueBytes });
        Assert.False(cache.Pin("request", "pinned"));
        await cluster.Store.JoinAsync("pinned", Values.Text("v"));
        await executor.ReadAsync("pinned");
        Assert.True(cache.Pin("request", "pinned"));
        Assert.True(cache.Pin("request", "pinned"));

        await ReadOthersAsync("a");
        var reads = store.Reads;
        Assert.Equal("v", await executor.ReadTextAsync("pinned"));
        Assert.Equal(reads, store.Reads);

        cache.Release("request");
        await ReadOthersAsync("b");
        reads = store.Reads;
        Assert.Equal("v", await executor.ReadTextAsync("pinned"));
        Assert.Equal(reads + 1, store.Reads);

        async Task ReadOthersAsync(string prefix)
        {
            for (var i = 0; i < 100; i++)
            {
                await cluster.Store.JoinAsync($"{prefix}{i}", Values.Text(Large));
                await executor.ReadAsync($"{prefix}{i}");
            }
        }
    }

    [Fact]
    public async Task Value_larger_than_the_cache_is_served_but_not_kept()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = ValueBytes / 2 });
        await cluster.Store.JoinAsync("k", Values.Text(Large));

        Assert.Equal(Large, await executor.ReadTextAsync("k"));
        Assert.Equal(0, cache.Statistics.Keys);
    }
}
