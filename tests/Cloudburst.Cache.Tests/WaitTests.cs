using Cloudburst.Cache.Tests.Support;

namespace Cloudburst.Cache.Tests;

public sealed class WaitTests
{
    private const long Patient = 25_000;

    [Fact]
    public async Task Wait_ends_with_a_write_through_another_cache()
    {
        await using var cluster = new Cluster();
        var (_, reader) = await cluster.AddConnectedNodeAsync();
        var (_, writer) = await cluster.AddConnectedNodeAsync();

        var waiting = reader.ReadTextAsync("future", Patient);
        Assert.False(waiting.IsCompleted);
        await writer.JoinAsync("future", Values.Text("done"));

        Assert.Equal("done", await waiting);
    }

    [Fact]
    public async Task Wait_ends_with_a_write_through_the_same_cache()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode(withFeed: false);

        var waiting = executor.ReadTextAsync("future", Patient);
        await executor.JoinAsync("future", Values.Text("done"));

        Assert.Equal("done", await waiting);
    }

    [Fact]
    public async Task Wait_ends_by_polling_when_the_push_was_lost()
    {
        await using var cluster = new Cluster();
        var (_, reader) = await cluster.AddConnectedNodeAsync();
        cluster.Feed.LosesPushes = true;

        var waiting = reader.ReadTextAsync("future", Patient);
        await cluster.Store.JoinAsync("future", Values.Text("done"));

        Assert.Equal("done", await waiting);
    }

    [Fact]
    public async Task Wait_for_a_deleted_key_ends_when_it_is_written_again()
    {
        await using var cluster = new Cluster();
        var (_, reader) = await cluster.AddConnectedNodeAsync();
        await reader.JoinAsync("future", Values.Text("old"));
        await reader.DeleteAsync("future");
        Assert.Null(await reader.FlushAsync());
        cluster.Feed.LosesPushes = true;

        var waiting = reader.ReadTextAsync("future", Patient);
        Assert.False(waiting.IsCompleted);
        await cluster.Store.JoinAsync("future", Values.Text("new", Values.Ahead(TimeSpan.FromHours(1))));

        Assert.Equal("new", await waiting);
    }

    [Fact]
    public async Task Wait_that_is_over_answers_empty_and_leaves_nothing_behind()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("there", Values.Text("v"));

        var capsules = await executor.ReadAsync(["there", "never"], waitMs: 80);

        Assert.Equal(["v", null], capsules.Select(Values.Text));
        Assert.Equal(1, cache.Statistics.Keys);
    }

    [Fact]
    public async Task Wait_of_a_gone_executor_ends()
    {
        await using var cluster = new Cluster();
        var (cache, _) = await cluster.AddConnectedNodeAsync();
        var gone = await Executor.ConnectAsync(cache);

        var waiting = gone.ReadTextAsync("never", Patient);
        Assert.Equal(1, cache.Statistics.Keys);
        await gone.DisposeAsync();

        await Assert.ThrowsAsync<Protocol.Links.LinkException>(() => waiting);
        await Eventually.True(() => cache.Statistics.Keys == 0, "the entry that was waited for is gone");
    }

    [Fact]
    public async Task Wait_survives_a_store_that_goes_away_meanwhile()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddNode(store, withFeed: false);

        store.IsAway = true;
        var waiting = executor.ReadTextAsync("future", Patient);
        await cluster.Store.JoinAsync("future", Values.Text("done"));
        store.IsAway = false;

        Assert.Equal("done", await waiting);
    }
}
