using System.Net;
using Cloudburst.Kvs.Feed;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Feed;

public sealed class ChangeFeedTests
{
    [Fact]
    public async Task Changes_of_all_writers_are_seen_and_only_changes()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await using var client = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [server.EndPoint!.ToString()] });
        await server.Store.JoinAsync("before", Register(1, "v"));
        using var changes = server.Changes.Subscribe();

        await server.Store.JoinAsync("here", Register(5, "v"));
        await server.Store.JoinAsync("here", Register(5, "v"));
        await server.Store.JoinAsync("here", Register(4, "older"));
        await client.JoinAsync("there", Counter(1, 1));
        await client.JoinAsync("there", Counter(2, 1));
        await client.CompareAndSetAsync("swapped", KvsVersion.Absent, Register(1, "v"));
        await client.DeleteAsync("here", At(9));

        Assert.Equal(["here", "there", "there", "swapped", "here"], await TakeAsync(changes, 5));
        Assert.False(changes.TryRead(out _));
    }

    [Fact]
    public async Task Slow_subscriber_is_told_to_resync_and_then_goes_on()
    {
        await using var store = EmbeddedKeyValueStore.Start(new KvsServerOptions { ChangeFeedCapacity = 10 });
        using var changes = store.Changes.Subscribe();
        for (var i = 0; i < 11; i++)
            await store.JoinAsync($"key/{i}", Register(1, "v"));

        var change = await changes.ReadAsync();
        Assert.True(change!.Value.IsResync);
        Assert.False(changes.TryRead(out _));
        await store.JoinAsync("next", Register(1, "v"));
        Assert.Equal(["next"], await TakeAsync(changes, 1));
    }

    [Fact]
    public async Task Concurrent_writers_and_a_reader_that_keeps_up_lose_nothing()
    {
        await using var store = EmbeddedKeyValueStore.Start();
        using var changes = store.Changes.Subscribe();
        const int writers = 4, each = 2000;
        var reader = Task.Run(() => TakeAsync(changes, writers * each));

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
                await store.JoinAsync($"{writer}/{i}", Register(1, "v"));
        })));

        Assert.Equal(writers * each, (await reader.WaitAsync(TimeSpan.FromSeconds(30))).Distinct().Count());
    }

    [Fact]
    public async Task What_the_feed_names_can_be_read_at_once()
    {
        await using var store = EmbeddedKeyValueStore.Start();
        using var changes = store.Changes.Subscribe();
        const int steps = 3000;
        var reader = Task.Run(async () =>
        {
            for (var step = 1; step <= steps; step++)
            {
                await changes.ReadAsync();
                var value = CounterValue(await store.GetAsync("counter"));
                Assert.True(value >= step, $"Change {step} was announced, but the value read is {value}.");
            }
        });

        for (var step = 1; step <= steps; step++)
            await store.JoinAsync("counter", Counter(1, step));

        await reader.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Closing_the_store_ends_the_feed()
    {
        var store = EmbeddedKeyValueStore.Start();
        using var changes = store.Changes.Subscribe();
        var read = changes.ReadAsync();

        await store.DisposeAsync();

        Assert.Null(await read);
        using var late = store.Changes.Subscribe();
        Assert.Null(await late.ReadAsync());
    }

    private static async Task<List<string>> TakeAsync(IChangeSubscription changes, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        List<string> keys = [];
        while (keys.Count < count)
            keys.Add((await changes.ReadAsync(deadline.Token))!.Value.Key);
        return keys;
    }
}
