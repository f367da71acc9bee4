using System.Collections.Concurrent;
using System.Net;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Garnet;

public sealed class GarnetClusterTests
{
    private static int Rounds => Environment.GetEnvironmentVariable("CLOUDBURST_LONG") == "1" ? 6 : 1;

    /// <summary>
    /// The primary of half of the keys is killed under load, its replica takes over, the killed one comes back as its replica, and what
    /// was acknowledged as replicated is there. In the long variant it goes on: what a returned one has got must be enough when the others are killed.
    /// </summary>
    [Fact]
    public async Task Replica_takes_over_and_lost_primary_returns_as_replica_and_nothing_replicated_is_lost()
    {
        await using var nodes = await GarnetNodes.StartAsync(primaries: 2, replicas: 2);
        await using var store = await RedisKeyValueStore.ConnectAsync(nodes.Options);
        await using var load = new Load(store.WithDurability(WriteDurability.Replicated), writers: 4);
        await load.MoreAsync(60);
        for (var round = 0; round < Rounds; round++)
        {
            var victim = await OwnerAsync(nodes);
            nodes.Kill(victim);
            await Eventually.Async(async () =>
            {
                var state = await nodes.StateAsync();
                return state.Count == 3 && state.Count(node => node.Slots.Count > 0) == 2 && state.Sum(node => node.EverySlot.Count()) == 16_384;
            }, seconds: 120);
            await nodes.StartNodeAsync(victim);
            await Eventually.Async(async () =>
            {
                var state = await nodes.StateAsync();
                var owners = state.Where(node => node.Slots.Count > 0).ToArray();
                return state.Count == 4 && owners.Length == 2
                    && owners.All(owner => state.Count(node => !node.IsPrimary && node.PrimaryId == owner.Id) == 1);
            }, seconds: 120);
            await load.MoreAsync(60);
        }

        await load.StopAsync();
        await load.CheckAsync(store);
    }

    /// <summary>The engine's default leaves the replica detached for ever, while both sides say that the link is up.</summary>
    [Fact]
    public async Task Primary_that_restarts_before_it_is_missed_has_its_replica_again()
    {
        await using var nodes = await GarnetNodes.StartAsync(primaries: 1, replicas: 1, failureSeconds: 600);
        await using var store = await RedisKeyValueStore.ConnectAsync(nodes.Options);
        var replicated = store.WithDurability(WriteDurability.Replicated);
        await replicated.JoinAsync("before", Register(1, "v"));

        nodes.Kill(nodes.EndPoints[0]);
        await nodes.StartNodeAsync(nodes.EndPoints[0]);

        await replicated.JoinAsync("after", Register(1, "v"));
        Assert.True((await store.GetAsync("before")).HasValue);
    }

    /// <summary>The engine's default takes the end of the longer log for the end of the shorter one: the replica then skips all that comes, and no call to it is answered.</summary>
    [SkippableFact]
    public async Task Lost_primary_that_returns_with_more_than_its_successor_ever_got_follows_it()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A process is held up by a signal.");
        await using var nodes = await GarnetNodes.StartAsync(primaries: 1, replicas: 1);
        await using var store = await RedisKeyValueStore.ConnectAsync(nodes.Options);
        var replicated = store.WithDurability(WriteDurability.Replicated);
        await replicated.JoinAsync("before", Register(1, "v"));

        nodes.Stop(nodes.EndPoints[1]);
        for (var i = 0; i < 24; i++)
            await store.WithDurability(WriteDurability.Logged).JoinAsync($"large/{i}", Register(1, new byte[1 << 20]));
        nodes.Kill(nodes.EndPoints[0]);
        nodes.Continue(nodes.EndPoints[1]);
        await Eventually.Async(async () => await nodes.StateAsync() is [{ IsPrimary: true, Slots.Count: > 0 }], seconds: 120);
        await nodes.StartNodeAsync(nodes.EndPoints[0]);

        await Eventually.Async(async () =>
        {
            try
            {
                return (await replicated.JoinAsync("after", Register(1, "v"))).Status != JoinStatus.Deleted;
            }
            catch (KvsException e) when (e.IsTransient)
            {
                return false;
            }
        }, seconds: 120);
        Assert.True((await store.GetAsync("before")).HasValue);
    }

    [SkippableFact]
    public async Task Replicated_write_is_refused_as_transient_while_the_replica_hangs()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A process is held up by a signal.");
        await using var nodes = await GarnetNodes.StartAsync(primaries: 1, replicas: 1, failureSeconds: 600);
        await using var store = await RedisKeyValueStore.ConnectAsync(
            nodes.Options with { CallTimeout = TimeSpan.FromSeconds(10), ReplicationTimeout = TimeSpan.FromMilliseconds(500) });
        var replicated = store.WithDurability(WriteDurability.Replicated);
        await replicated.JoinAsync("key", Counter(1, 1));

        nodes.Stop(nodes.EndPoints[1]);
        var error = await Assert.ThrowsAsync<KvsException>(async () => await replicated.JoinAsync("key", Counter(1, 2)));
        Assert.Equal(2, CounterValue(await store.GetAsync("key")));
        nodes.Continue(nodes.EndPoints[1]);

        Assert.True(error.IsTransient);
        await Eventually.Async(async () =>
        {
            try
            {
                return (await replicated.JoinAsync("key", Counter(1, 2))).Status == JoinStatus.Unchanged;
            }
            catch (KvsException e) when (e.IsTransient)
            {
                return false;
            }
        });
    }

    /// <summary>A third primary joins and the first one leaves, while writers write: nothing is lost, and every key is where its slot is.</summary>
    [Fact]
    public async Task Node_joins_and_another_leaves_while_keys_are_written()
    {
        await using var nodes = await GarnetNodes.StartAsync(primaries: 2, replicas: 0, spare: 1);
        await using var store = await RedisKeyValueStore.ConnectAsync(nodes.Options);
        var large = Register(1, Enumerable.Repeat((byte)7, 1_600_000).ToArray());
        for (var i = 0; i < 5; i++)
            await store.JoinAsync($"large/{i}", large);
        await using var load = new Load(store, writers: 4);
        await load.MoreAsync(100);

        await nodes.Control.JoinAsync(nodes.EndPoints[2]);
        await load.MoreAsync(100);
        Assert.Equal([5461, 5461, 5462], (await nodes.StateAsync()).Select(node => node.EverySlot.Count()).Order());
        await nodes.Control.DrainAsync(nodes.EndPoints[0]);
        await load.MoreAsync(100);
        await load.StopAsync();

        Assert.Empty((await nodes.StateAsync()).Single(node => node.EndPoint.Equals(nodes.EndPoints[0])).Slots);
        nodes.Kill(nodes.EndPoints[0]);
        await load.CheckAsync(store);
        for (var i = 0; i < 5; i++)
            Assert.True((await store.GetAsync($"large/{i}")).Capsule.Span.SequenceEqual(large));
        var last = await Assert.ThrowsAsync<KvsException>(async () =>
        {
            await nodes.Control.DrainAsync(nodes.EndPoints[1]);
            await nodes.Control.DrainAsync(nodes.EndPoints[2]);
        });
        Assert.Contains("last primary", last.Message, StringComparison.Ordinal);
    }

    private static async Task<IPEndPoint> OwnerAsync(GarnetNodes nodes) => (await nodes.StateAsync()).First(node => node.Slots.Count > 0).EndPoint;

    /// <summary>Writers that go on through whatever happens, and remember what was acknowledged.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
        private readonly long[] _counters;
        private readonly CancellationTokenSource _end = new();
        private readonly Task[] _writers;
        private int _steps;

        public Load(IKeyValueStore store, int writers)
        {
            _counters = new long[writers];
            _writers = [.. Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                for (var i = 1; !_end.IsCancellationRequested; i++)
                {
                    await store.JoinAsync($"once/{writer}/{i}", Register(1, $"{i}"));
                    _acknowledged[$"once/{writer}/{i}"] = true;
                    await store.JoinAsync($"counter/{writer}", Counter((ulong)writer + 1, i));
                    _counters[writer] = i;
                    Interlocked.Increment(ref _steps);
                }
            }))];
        }

        public async Task MoreAsync(int steps)
        {
            var goal = Volatile.Read(ref _steps) + steps;
            await Eventually.Async(async () =>
            {
                if (_writers.FirstOrDefault(writer => writer.IsFaulted) is { } failed)
                    await failed;
                return Volatile.Read(ref _steps) >= goal;
            }, seconds: 120);
        }

        public async Task StopAsync()
        {
            await _end.CancelAsync();
            await Task.WhenAll(_writers);
        }

        public async Task CheckAsync(RedisKeyValueStore store)
        {
            string[] keys = [.. _acknowledged.Keys];
            var entries = await store.GetManyAsync(keys);
            Assert.Empty(keys.Zip(entries).Where(pair => !pair.Second.HasValue).Select(pair => pair.First));
            for (var writer = 0; writer < _counters.Length; writer++)
                Assert.True(CounterValue(await store.GetAsync($"counter/{writer}")) >= _counters[writer]);
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await Task.WhenAny(Task.WhenAll(_writers), Task.Delay(1));
            _end.Dispose();
        }
    }
}
