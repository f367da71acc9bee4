using Cloudburst.Cache.Tests.Support;

namespace Cloudburst.Cache.Tests;

public sealed class FreshnessTests
{
    [Fact]
    public async Task Update_at_one_cache_reaches_the_other()
    {
        await using var cluster = new Cluster();
        var (_, a) = await cluster.AddConnectedNodeAsync();
        var (_, b) = await cluster.AddConnectedNodeAsync();
        await a.JoinAsync("k", Values.Text("one"));
        Assert.Equal("one", await b.ReadTextAsync("k"));

        await a.JoinAsync("k", Values.Text("two"));

        await Eventually.True(async () => await b.ReadTextAsync("k") == "two", "the update has reached the other cache");
    }

    [Fact]
    public async Task Deletion_at_one_cache_reaches_the_other()
    {
        await using var cluster = new Cluster();
        var (_, a) = await cluster.AddConnectedNodeAsync();
        var (_, b) = await cluster.AddConnectedNodeAsync();
        await a.JoinAsync("k", Values.Text("one"));
        Assert.Equal("one", await b.ReadTextAsync("k"));

        await a.DeleteAsync("k");

        await Eventually.True(async () => (await b.ReadAsync("k")).IsEmpty, "the deletion has reached the other cache");
    }

    [Fact]
    public async Task Push_of_another_lattice_replaces_the_value()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("k", Values.Text("text"));

        var deleted = Values.Clock.Next();
        await cluster.Store.DeleteAsync("k", deleted);
        await cluster.Store.JoinAsync("k", Values.Count(1, 3, deleted));

        await Eventually.True(
            async () => await executor.ReadAsync("k") is { IsEmpty: false } capsule && Lattices.Capsule.TagOf(capsule.Span) == Lattices.LatticeTag.PnCounter,
            "the cache holds the counter");
    }

    [Fact]
    public async Task Resync_reads_every_cached_key_again()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        var keys = Enumerable.Range(0, 600).Select(i => $"k{i}").ToArray();
        foreach (var key in keys)
            await cluster.Store.JoinAsync(key, Values.Text("old"));
        Assert.All(await executor.ReadAsync(keys), capsule => Assert.Equal("old", Values.Text(capsule)));

        cluster.Feed.LosesPushes = true;
        foreach (var key in keys)
            await cluster.Store.JoinAsync(key, Values.Text("new"));
        cluster.Feed.Resync();

        await Eventually.True(
            async () => (await executor.ReadAsync(keys)).All(capsule => Values.Text(capsule) == "new"), "all keys have been read again");
    }

    [Fact]
    public async Task Cache_that_falls_behind_its_feed_is_told_to_resync_and_catches_up()
    {
        await using var cluster = new Cluster(new Kvs.Feed.UpdateHubOptions { MaxPendingKeys = 4, ReadBatch = 1 });
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        var keys = Enumerable.Range(0, 200).Select(i => $"k{i}").ToArray();
        foreach (var key in keys)
            await cluster.Store.JoinAsync(key, Values.Text("old"));
        await executor.ReadAsync(keys);

        foreach (var key in keys)
            await cluster.Store.JoinAsync(key, Values.Text("new"));

        await Eventually.True(
            async () => (await executor.ReadAsync(keys)).All(capsule => Values.Text(capsule) == "new"), "the cache has caught up");
    }

    [Fact]
    public async Task Lost_pushes_are_repaired_in_the_background()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { RepairInterval = TimeSpan.FromMilliseconds(50) });
        await executor.JoinAsync("k", Values.Text("old"));

        cluster.Feed.LosesPushes = true;
        await cluster.Store.JoinAsync("k", Values.Text("new"));

        await Eventually.True(async () => await executor.ReadTextAsync("k") == "new", "the lost push was repaired");
    }

    [Fact]
    public async Task Cache_without_a_feed_polls()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode(withFeed: false, configure: o => o with { PollInterval = TimeSpan.FromMilliseconds(50), KeysPerRound = 3 });
        var keys = Enumerable.Range(0, 10).Select(i => $"k{i}").ToArray();
        foreach (var key in keys)
            await executor.JoinAsync(key, Values.Text("old"));

        foreach (var key in keys)
            await cluster.Store.JoinAsync(key, Values.Text("new"));

        await Eventually.True(
            async () => (await executor.ReadAsync(keys)).All(capsule => Values.Text(capsule) == "new"), "every key has had its turn");
    }

    [Fact]
    public async Task Cache_polls_as_soon_as_its_feed_is_gone()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            RepairInterval = TimeSpan.FromHours(1),
        });
        await executor.JoinAsync("k", Values.Text("old"));

        cluster.Feed.IsDown = true;
        await cluster.Feed.InterruptAsync();
        await cluster.Store.JoinAsync("k", Values.Text("new"));

        await Eventually.True(async () => await executor.ReadTextAsync("k") == "new", "polling has found the update");
    }

    [Fact]
    public async Task Feed_that_breaks_is_dialed_again_and_everything_is_watched_and_read_again()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("k", Values.Text("one"));

        cluster.Feed.IsDown = true;
        await cluster.Feed.InterruptAsync();
        await Eventually.True(() => cache.DisconnectedFeeds.Count == 1 && cluster.Hub.WatchedKeys == 0, "the link is down");
        await cluster.Store.JoinAsync("k", Values.Text("two"));
        cluster.Feed.IsDown = false;

        await Eventually.True(() => cache.DisconnectedFeeds.Count == 0, "the link is up");
        await Eventually.True(async () => await executor.ReadTextAsync("k") == "two", "what was missed has been read again");
        await cluster.Store.JoinAsync("k", Values.Text("three"));
        await Eventually.True(async () => await executor.ReadTextAsync("k") == "three", "the key is watched again");
    }

    [Fact]
    public async Task Update_between_a_read_and_a_late_watch_is_not_missed()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("k", Values.Text("old"));

        cluster.Feed.HoldWatches();
        Assert.Equal("old", await executor.ReadTextAsync("k"));
        await cluster.Store.JoinAsync("k", Values.Text("new"));
        cluster.Feed.ReleaseWatches();

        await Eventually.True(async () => await executor.ReadTextAsync("k") == "new", "the key was read again once it was watched");
    }

    [Fact]
    public async Task Feed_sends_only_so_much_ahead_of_what_is_acknowledged()
    {
        await using var cluster = new Cluster();
        var received = new Receiver();
        var link = await new Protocol.Links.InProcessConnector<Protocol.WatchFrame, Protocol.UpdateFrame>(new Kvs.Feed.UpdateFeedEndpoint(cluster.Hub))
            .ConnectAsync(_ => received, CancellationToken.None);
        link.TrySend(new Protocol.WatchFrame { Watch = { "k" } });
        Assert.Equal(["k="], received.Updates);
        // Is told of each change after the one above.
        var hub = cluster.Hub.AddWatcher("hub");
        hub.Watch(["k"]);

        for (var i = 0; i < 100; i++)
        {
            var seen = received.Updates.Count;
            await cluster.Store.JoinAsync("k", Values.Text($"v{i}"));
            if (i < Kvs.Feed.UpdateFeedEndpoint.Window)
                await Eventually.True(() => received.Updates.Count > seen, "the window is open");
        }

        while (Values.Text((await hub.ReadAsync(CancellationToken.None))!.Updates.Single().Entry) != "v99")
        {
            // The hub has not caught up with the store.
        }
        hub.Dispose();
        Assert.Equal(1 + Kvs.Feed.UpdateFeedEndpoint.Window, received.Updates.Count);
        link.TrySend(new Protocol.WatchFrame());
        await Eventually.True(() => received.Updates.Last() == "k=v99", "the newest version has come, and none in between");
        Assert.Equal(2 + Kvs.Feed.UpdateFeedEndpoint.Window, received.Updates.Count);
        await link.DisposeAsync();
        Assert.Equal(0, cluster.Hub.WatchedKeys);
    }

    private sealed class Receiver : Protocol.Links.ILinkReceiver<Protocol.UpdateFrame>
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Updates { get; } = new();

        public void OnReceived(Protocol.UpdateFrame frame)
        {
            foreach (var update in frame.Updates)
                Updates.Enqueue($"{update.Key}={Values.Text(update.Capsule)}");
        }

        public void OnClosed(Exception? error)
        {
        }
    }

    [Fact]
    public async Task Key_that_has_expired_in_the_store_is_dropped()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { RepairInterval = TimeSpan.FromMilliseconds(50) });
        await cluster.Store.JoinAsync("k", Values.Text("v"), TimeSpan.FromMilliseconds(100));
        await executor.ReadTextAsync("k");

        await Eventually.True(async () => await executor.ReadTextAsync("k") is null, "the expired key is gone");
        await Eventually.True(() => cache.Statistics.Keys == 0, "nothing is left of it");
    }
}
