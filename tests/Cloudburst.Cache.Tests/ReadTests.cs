using Cloudburst.Cache.Tests.Support;
using Cloudburst.Protocol;

namespace Cloudburst.Cache.Tests;

public sealed class ReadTests
{
    [Fact]
    public async Task Read_second_time_is_answered_from_memory_on_the_same_thread()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddQuietNode(store);
        await cluster.Store.JoinAsync("k", Values.Text("v"));

        Assert.Equal("v", await executor.ReadTextAsync("k"));
        var reads = store.Reads;
        var read = new CacheRead { Keys = { "k" } };
        var reply = executor.SendAsync(new CacheRequest { Read = read });

        Assert.True(reply.IsCompletedSuccessfully);
        Assert.Equal("v", Values.Text((await reply).Read.Capsules[0]));
        Assert.Equal(reads, store.Reads);
        // Not a copy: every reply carries the one object that the cache holds.
        Assert.Same(await executor.ReadAsync("k"), await executor.ReadAsync("k"));
    }

    [Fact]
    public async Task Read_of_many_keys_fetches_all_misses_in_one_round_trip_and_keeps_their_order()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddQuietNode(store);
        for (var i = 0; i < 20; i++)
            await cluster.Store.JoinAsync($"k{i}", Values.Text($"v{i}"));
        await executor.ReadAsync("k3");

        var reads = store.Reads;
        var capsules = await executor.ReadAsync([.. Enumerable.Range(0, 20).Select(i => $"k{i}"), "absent", "k0"]);

        Assert.Equal(reads + 1, store.Reads);
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => $"v{i}"), null, "v0"], capsules.Select(Values.Text));
    }

    [Fact]
    public async Task Read_by_two_readers_at_once_fetches_once()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, first) = cluster.AddQuietNode(store);
        await using var second = await Executor.ConnectAsync(cache);
        await cluster.Store.JoinAsync("k", Values.Text("v"));

        store.HoldReads();
        var one = first.ReadTextAsync("k");
        var two = second.ReadTextAsync("k");
        Assert.False(one.IsCompleted);
        Assert.False(two.IsCompleted);
        store.ReleaseReads();

        Assert.Equal("v", await one);
        Assert.Equal("v", await two);
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task Read_of_an_absent_key_is_empty_and_leaves_nothing_behind()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync();

        Assert.True((await executor.ReadAsync("nothing")).IsEmpty);
        Assert.Equal(0, cache.Statistics.Keys);
        Assert.Equal(0, cache.Statistics.Bytes);
        Assert.Equal(0, cluster.Hub.WatchedKeys);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Read_of_an_invalid_key_says_so(string? key)
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();

        var reply = await executor.SendAsync(new CacheRequest { Read = new CacheRead { Keys = { key ?? new string('x', 513) }, WaitMs = 10_000 } });

        Assert.Equal(ErrorCode.KeyInvalid, reply.Error.Code);
    }

    [Fact]
    public async Task Read_while_the_store_is_away_says_so_and_works_when_it_is_back()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = cluster.AddNode(store);
        await cluster.Store.JoinAsync("k", Values.Text("v"));

        store.IsAway = true;
        var reply = await executor.SendAsync(new CacheRequest { Read = new CacheRead { Keys = { "k" } } });
        Assert.Equal(ErrorCode.StateUnavailable, reply.Error.Code);
        Assert.True(reply.Error.Details.ContainsKey("retry-after-ms"));
        Assert.Equal(0, cache.Statistics.Keys);

        store.IsAway = false;
        Assert.Equal("v", await executor.ReadTextAsync("k"));
    }

    [Fact]
    public async Task Read_that_the_store_never_answers_ends_by_its_deadline()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddNode(store, configure: o => o with { StoreTimeout = TimeSpan.FromMilliseconds(50) });

        store.HoldReads();
        var reply = await executor.SendAsync(new CacheRequest { Read = new CacheRead { Keys = { "k" } } });
        store.ReleaseReads();

        Assert.Equal(ErrorCode.StateUnavailable, reply.Error.Code);
    }

    [Fact]
    public async Task Request_of_no_kind_is_answered_with_an_error()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();

        Assert.Equal(ErrorCode.Unsupported, (await executor.SendAsync(new CacheRequest())).Error.Code);
    }
}
