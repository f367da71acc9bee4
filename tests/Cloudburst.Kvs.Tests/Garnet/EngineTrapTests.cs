using System.Net;
using Cloudburst.Kvs.Garnet;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Garnet;

/// <summary>One test for each way in which the engine was seen to lose or damage data.</summary>
public sealed class EngineTrapTests
{
    private static readonly StoreUpkeep Busy = new() { LogLimitBytes = 8 << 20, LogLimitCheckSeconds = 1, SegmentBytes = 2 << 20 };

    /// <summary>A log without a storage tier is a ring: what is written once and then left alone is overwritten.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cold_keys_survive_when_hot_keys_fill_the_memory_many_times(bool persistent)
    {
        using var folder = new TempFolder();
        var options = new KvsServerOptions
        {
            MemoryBytes = KvsServerOptions.SmallestMemoryBytes,
            DataFolder = persistent ? folder.Path : null,
        };
        const int coldKeys = 200;
        await using (var server = GarnetKvsServer.Start(options, Busy))
        {
            await server.Store.JoinManyAsync([.. Enumerable.Range(0, coldKeys).Select(i => new KvsWrite($"cold/{i}", Register(1, $"{i}")))]);
            await server.Store.JoinManyAsync([.. Enumerable.Range(0, coldKeys).Select(i => new KvsWrite($"count/{i}", Counter(1, i + 1)))]);
            for (var i = 0; i < 700; i++)
                await server.Store.JoinAsync($"hot/{i % 3}", Register((ulong)i + 1, new byte[64_000 + (i % 100)]));
            await CheckAsync(server.Store);

            // A join on a cold value must find it, not start anew.
            for (var i = 0; i < coldKeys; i++)
                await server.Store.JoinAsync($"count/{i}", Counter(2, 1));
            for (var i = 0; i < coldKeys; i++)
                Assert.Equal(i + 2, CounterValue(await server.Store.GetAsync($"count/{i}")));
        }

        if (persistent)
        {
            await using var again = GarnetKvsServer.Start(options, Busy);
            await CheckAsync(again.Store);
        }

        static async Task CheckAsync(IKeyValueStore store)
        {
            for (var i = 0; i < coldKeys; i++)
            {
                var entry = await store.GetAsync($"cold/{i}");
                Assert.True(entry.HasValue, $"cold/{i} is gone");
                Assert.Equal($"{i}", RegisterValue(entry));
            }
        }
    }

    /// <summary>The engine does not shorten a large value in place: it keeps the old length with the old tail.</summary>
    [Fact]
    public async Task Values_that_shrink_and_grow_are_read_back_exactly()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions());
        var store = server.OpenStore(waitsForLog: false, ownsServer: false, chunkBytes: int.MaxValue);
        int[] sizes = [3_000_000, 100, 2_000_000, 1_999_999, 600_000, 500_000, 1_100_000, 10, 0, 5_000_000, 4_999_999];
        for (var round = 0; round < sizes.Length; round++)
        {
            var value = new byte[sizes[round]];
            new Random(round).NextBytes(value);
            var capsule = Register((ulong)round + 1, value);
            Assert.Equal(JoinOutcome.Changed, await store.JoinAsync("key", capsule));
            var read = await store.GetAsync("key");
            Assert.True(read.Capsule.Span.SequenceEqual(capsule), $"{sizes[round]} bytes were not read back");
        }
    }

    [Fact]
    public async Task Value_much_larger_than_a_page_goes_through()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions());
        var store = server.OpenStore(waitsForLog: false, ownsServer: false, chunkBytes: int.MaxValue);
        var value = new byte[32_000_000];
        value[^1] = 7;

        await store.JoinAsync("key", Register(1, value));

        Assert.Equal(7, (await store.GetAsync("key")).Capsule.Span[^1]);
    }

    /// <summary>
    /// What doesn't fit into half a page lies beside the log, and the engine does not count it when it decides what stays in memory: versions of large
    /// values pile up. Chunks lie in the pages.
    /// </summary>
    [Fact]
    public async Task Large_values_that_change_do_not_pile_up_in_memory()
    {
        using var folder = new TempFolder();
        await using var server = GarnetKvsServer.Start(
            new KvsServerOptions { DataFolder = folder.Path, MemoryBytes = KvsServerOptions.SmallestMemoryBytes }, Busy);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= 150; i++)
            await server.Store.JoinAsync($"key/{i % 3}", Register((ulong)i, new byte[4_000_000 + i]));

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 200_000_000, $"After 600 MB of writes to 12 MB of values the heap has grown by {grown:N0} bytes.");
    }

    /// <summary>A read that waits for the disk while compaction gives that part of the log up says "absent" about a value that is there.</summary>
    [Fact]
    public async Task Reads_during_compaction_find_every_key()
    {
        await using var server = GarnetKvsServer.Start(
            new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), MemoryBytes = KvsServerOptions.SmallestMemoryBytes },
            Busy with { CompactionSeconds = 1 });
        await using var client = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [server.EndPoint!.ToString()], CallTimeout = TimeSpan.FromSeconds(60) });
        await server.Store.JoinManyAsync([.. Enumerable.Range(0, 1000).Select(i => new KvsWrite($"cold/{i}", Register(1, new byte[300])))]);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var absent = 0;

        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var i = 1UL; !end.IsCancellationRequested; i++)
                    await server.Store.JoinAsync($"hot/{i % 5}", Register(i, new byte[20_000 + (int)(i % 100)]));
            }),
            Task.Run(() => ReadAsync(server.Store, 1)),
            Task.Run(() => ReadAsync(client, 2)));

        Assert.Equal(0, absent);

        async Task ReadAsync(IKeyValueStore store, int seed)
        {
            var random = new Random(seed);
            while (!end.IsCancellationRequested)
            {
                if ((await store.GetAsync($"cold/{random.Next(1000)}")).IsAbsent)
                    Interlocked.Increment(ref absent);
                var many = await store.GetManyAsync([.. Enumerable.Range(0, 10).Select(_ => $"cold/{random.Next(1000)}")]);
                Interlocked.Add(ref absent, many.Count(entry => entry.IsAbsent));
            }
        }
    }

    /// <summary>Whether the old value has expired is only known after the join was asked: an old value must not win from beyond.</summary>
    [Fact]
    public async Task Expired_value_on_disk_does_not_swallow_a_new_write()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { MemoryBytes = KvsServerOptions.SmallestMemoryBytes }, Busy);
        var capsule = Register(9, "same");
        await server.Store.JoinAsync("register", capsule, TimeSpan.FromMilliseconds(100));
        await server.Store.JoinAsync("counter", Counter(1, 5), TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 400; i++)
            await server.Store.JoinAsync($"hot/{i % 3}", Register((ulong)i + 1, new byte[64_000 + i]));
        await Eventually.Async(async () => (await server.Store.GetManyAsync(["register", "counter"])).All(entry => entry.IsAbsent));

        Assert.Equal(JoinOutcome.Changed, await server.Store.JoinAsync("register", capsule));
        Assert.Equal(JoinOutcome.Changed, await server.Store.JoinAsync("counter", Register(1, "another type")));
        Assert.True((await server.Store.GetAsync("register")).HasValue);
    }

    [Fact]
    public async Task Restart_brings_back_values_tombstones_and_expiry()
    {
        using var folder = new TempFolder();
        var options = new KvsServerOptions { DataFolder = folder.Path, Durable = true };
        await using (var store = EmbeddedKeyValueStore.Start(options))
        {
            await store.JoinAsync("register", Register(1, "old"));
            await store.JoinAsync("register", Register(2, "new and longer"));
            await store.JoinAsync("counter", Counter(1, 5));
            await store.JoinAsync("counter", Counter(2, 6));
            var read = await store.CompareAndSetAsync("swapped", KvsVersion.Absent, Register(1, "a"));
            await store.CompareAndSetAsync("swapped", read.Version, Register(2, "bb"));
            await store.DeleteAsync("deleted", At(7));
            await store.JoinAsync("soon gone", Register(1, "x"), TimeSpan.FromSeconds(2));
            await store.JoinAsync("later gone", Register(1, "x"), TimeSpan.FromHours(1));
        }

        await using var again = EmbeddedKeyValueStore.Start(options);
        Assert.Equal("new and longer", RegisterValue(await again.GetAsync("register")));
        Assert.Equal(11, CounterValue(await again.GetAsync("counter")));
        Assert.Equal("bb", RegisterValue(await again.GetAsync("swapped")));
        Assert.True((await again.GetAsync("deleted")).IsTombstone);
        Assert.True((await again.GetAsync("later gone")).HasValue);
        await Eventually.Async(async () => (await again.GetAsync("soon gone")).IsAbsent);
    }

    /// <summary>Each connection whose write waits for the disk holds a thread; there must be enough for the disk's completions.</summary>
    [Fact]
    public async Task Durable_writes_over_many_connections_do_not_starve_each_other()
    {
        using var folder = new TempFolder();
        await using var server = GarnetKvsServer.Start(
            new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), DataFolder = folder.Path, Durable = true });
        var clients = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => RedisKeyValueStore.ConnectAsync(
            new RedisKvsOptions { EndPoints = [server.EndPoint!.ToString()], ConnectTimeout = TimeSpan.FromSeconds(30), CallTimeout = TimeSpan.FromSeconds(60) })));

        await Task.WhenAll(clients.Select(async (client, writer) =>
        {
            for (var i = 1; i <= 25; i++)
                await client.JoinAsync("counter", Counter((ulong)writer + 1, i));
        }));

        Assert.Equal(24 * 25, CounterValue(await server.Store.GetAsync("counter")));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task Merged_value_above_the_limit_is_refused_by_the_server()
    {
        await using var store = EmbeddedKeyValueStore.Start(new KvsServerOptions { MaxValueBytes = 200 });
        await store.JoinAsync("set", Cloudburst.Lattices.Capsule.Encode(Cloudburst.Lattices.GrowSet.Of(new byte[150])));

        var error = await Assert.ThrowsAsync<KvsException>(async () => await store.JoinAsync(
            "set", Cloudburst.Lattices.Capsule.Encode(Cloudburst.Lattices.GrowSet.Of(Enumerable.Repeat((byte)1, 150).ToArray()))));

        Assert.Equal(KvsError.ValueTooLarge, error.Error);
        Assert.Single(Cloudburst.Lattices.Capsule.Decode<Cloudburst.Lattices.GrowSet>((await store.GetAsync("set")).Capsule));
    }
}
