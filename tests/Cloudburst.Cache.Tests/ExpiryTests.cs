using Cloudburst.Cache.Tests.Support;

namespace Cloudburst.Cache.Tests;

/// <summary>A key that is written here with a time to live ends here when it ends in the store, and stays away.</summary>
public sealed class ExpiryTests
{
    [Fact]
    public async Task Join_with_a_time_to_live_ends_here_and_in_the_store()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();

        await executor.JoinAsync("k", Values.Text("v"), timeToLiveMs: 150);
        Assert.Equal("v", await executor.ReadTextAsync("k"));

        await Eventually.True(async () => await executor.ReadTextAsync("k") is null, "the key has expired");
    }

    [Fact]
    public async Task Push_that_overtakes_the_answer_of_the_join_does_not_hide_its_end()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store);

        cluster.Feed.HoldFrames();
        store.HoldAnswers();
        var join = executor.JoinAsync("k", Values.Text("v"), timeToLiveMs: 150);
        // The first frame confirms the watch, the second one brings the version.
        await Eventually.True(() => cluster.Feed.HeldFrames >= 2, "the version is on its way");
        cluster.Feed.ReleaseFrames();
        store.ReleaseAnswers();
        await join;

        await EndedAsync(executor);
    }

    [Fact]
    public async Task Slow_join_ends_when_the_store_ends_it_and_not_before()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store);
        await executor.JoinAsync("k", Values.Text("old"));
        Assert.Equal("old", await executor.ReadTextAsync("k"));

        store.HoldWrites();
        await executor.JoinAsync("k", Values.Text("new"), timeToLiveMs: 300);
        // Had the store been as fast, it would be over now.
        await Task.Delay(350);
        Assert.Equal("new", await executor.ReadTextAsync("k"));
        store.ReleaseWrites();
        Assert.Null(await executor.FlushAsync());
        Assert.Equal("new", await executor.ReadTextAsync("k"));

        await EndedAsync(executor);
    }

    [Fact]
    public async Task Push_from_before_the_end_does_not_bring_the_value_back()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store);
        cluster.Feed.HoldFrames();
        await executor.JoinAsync("k", Values.Text("v"), timeToLiveMs: 150);
        await Eventually.True(() => cluster.Feed.HeldFrames >= 2, "the version is on its way");
        await EndedAsync(executor);

        // The late version comes while somebody else looks, and a read of the store is under way.
        store.HoldReads();
        var read = executor.ReadTextAsync("k");
        cluster.Feed.ReleaseFrames();
        store.ReleaseReads();

        Assert.Null(await read);
        Assert.Null(await executor.ReadTextAsync("k"));
    }

    [Fact]
    public async Task Waiter_for_a_key_that_has_ended_gets_the_new_value_and_not_a_late_push_of_the_old_one()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        cluster.Feed.HoldFrames();
        await executor.JoinAsync("k", Values.Text("old"), timeToLiveMs: 150);
        await Eventually.True(() => cluster.Feed.HeldFrames >= 2, "the version is on its way");
        await EndedAsync(executor);

        var wait = executor.ReadAsync("k", waitMs: 30_000);
        cluster.Feed.ReleaseFrames();
        Assert.False(wait.IsCompleted);
        await cluster.Store.JoinAsync("k", Values.Text("new"));

        Assert.Equal("new", Values.Text(await wait));
    }

    [Fact]
    public async Task Write_after_the_end_starts_from_nothing_here_too()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("n", Values.Count(1, 5), timeToLiveMs: 100);
        await Eventually.True(async () => (await cluster.Store.GetAsync("n")).IsAbsent, "the store has ended the key");
        // The cache ends a key a moment after the store.
        await Task.Delay(20);

        await executor.JoinAsync("n", Values.Count(2, 3));

        Assert.Equal(3, await executor.ReadCountAsync("n"));
        Assert.Null(await executor.FlushAsync());
        Assert.Equal(3, await cluster.StoredCountAsync("n"));
    }

    private static Task EndedAsync(Executor executor) =>
        Eventually.True(async () => await executor.ReadTextAsync("k") is null, "the key has expired");
}
