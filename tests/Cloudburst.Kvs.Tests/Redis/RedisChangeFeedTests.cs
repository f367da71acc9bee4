using Cloudburst.Kvs.Feed;
using StackExchange.Redis;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Redis;

public sealed class RedisChangeFeedTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Changes_on_every_node_of_a_cluster_are_heard_and_only_changes()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        await using var cluster = await RedisCluster.StartAsync();
        await using var feed = await RedisChangeFeed.StartAsync(cluster.Options);
        await using var store = await RedisKeyValueStore.ConnectAsync(cluster.Options with { PublishChanges = true });
        using var changes = feed.Subscribe();
        string[] keys = [.. Enumerable.Range(0, 60).Select(i => $"key:{i}")];

        foreach (var key in keys)
        {
            await store.JoinAsync(key, Counter(1, 1));
            await store.JoinAsync(key, Counter(1, 1));
        }

        await store.JoinAsync("register", Register(2, "new"));
        await store.JoinAsync("register", Register(1, "old"));
        await store.JoinAsync("last", Register(1, "v"));

        List<string> heard = [];
        using var deadline = new CancellationTokenSource(Deadline);
        while (heard.Count < keys.Length + 2)
            heard.Add((await changes.ReadAsync(deadline.Token))!.Value.Key);
        Assert.Equal([.. keys.Append("register").Append("last").Order()], heard.Order());
        Assert.False(changes.TryRead(out _));
    }

    [SkippableFact]
    public async Task Lost_subscription_is_made_again_and_says_resync()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var server = RedisServer.Start();
        var options = new RedisKvsOptions { EndPoints = [$"127.0.0.1:{server.Port}"], PublishChanges = true };
        await using var feed = await RedisChangeFeed.StartAsync(options);
        await using var store = await RedisKeyValueStore.ConnectAsync(options);
        using var changes = feed.Subscribe();
        await using var operatorsConnection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},allowAdmin=true");

        await operatorsConnection.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        using var deadline = new CancellationTokenSource(Deadline);
        Assert.True((await changes.ReadAsync(deadline.Token))!.Value.IsResync);
        var capsule = Register(1, "v");
        await store.JoinAsync("after", capsule);
        Assert.Equal(new KeyChange("after", capsule.Length), await changes.ReadAsync(deadline.Token));
    }

    [SkippableFact]
    public async Task Watchers_of_a_hub_get_new_versions_pushed()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var server = RedisServer.Start();
        var options = new RedisKvsOptions { EndPoints = [$"127.0.0.1:{server.Port}"], PublishChanges = true };
        await using var feed = await RedisChangeFeed.StartAsync(options);
        await using var store = await RedisKeyValueStore.ConnectAsync(options);
        await using var hub = new UpdateHub(store, feed);
        using var watcher = hub.AddWatcher("test");
        watcher.Watch(["watched"]);

        await store.JoinAsync("not watched", Register(1, "x"));
        await store.JoinAsync("watched", Register(1, "pushed"));

        using var deadline = new CancellationTokenSource(Deadline);
        var batch = await watcher.ReadAsync(deadline.Token);
        Assert.False(batch!.Resync);
        Assert.Equal("pushed", RegisterValue(Assert.Single(batch.Updates).Entry));
    }
}
