using System.Net;
using StackExchange.Redis;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests;

public sealed class LargeValueTests
{
    private const int Largest = 100_000_000 - 20;

    [SkippableFact]
    public async Task Garnet_node_takes_100_megabytes_again_and_again_with_bounded_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The memory of a process is read from /proc.");
        using var folder = new TempFolder();
        using var node = new ChildProcess("serve", folder.Path);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var port = await node.Output.ReadLineAsync(deadline.Token);
        await using var store = await ConnectAsync($"127.0.0.1:{port}");

        await WriteAndReadAsync(store, rounds: 8);

        Assert.True(node.PeakBytes < 1_000_000_000, $"The node took {node.PeakBytes:N0} bytes for two values of 100 MB, 64 MB of which it may keep.");
    }

    [SkippableFact]
    public async Task Redis_server_takes_100_megabytes()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var server = RedisServer.Start();
        await using var store = await ConnectAsync($"127.0.0.1:{server.Port}");

        await WriteAndReadAsync(store, rounds: 2);
    }

    [Fact]
    public async Task Embedded_store_takes_100_megabytes_and_refuses_one_byte_more()
    {
        await using var store = EmbeddedKeyValueStore.Start();

        await WriteAndReadAsync(store, rounds: 2);

        var error = await Assert.ThrowsAsync<KvsException>(async () => await store.JoinAsync("key", Register(1, new byte[Largest + 1])));
        Assert.Equal(KvsError.ValueTooLarge, error.Error);
        Assert.Contains("100,000,000", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Redis_chunks_of_replaced_values_go()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var server = RedisServer.Start();
        await using var store = await ConnectAsync($"127.0.0.1:{server.Port}");

        await ChunksGoAsync(store, $"127.0.0.1:{server.Port}");
    }

    [Fact]
    public async Task Garnet_chunks_of_replaced_values_go()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await using var store = await ConnectAsync(server.EndPoint!.ToString());

        await ChunksGoAsync(store, server.EndPoint.ToString());
    }

    [Fact]
    public async Task Lost_chunk_is_an_error_and_not_another_value()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await server.Store.JoinAsync("key", Register(1, new byte[2_000_000]));
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.EndPoint},allowAdmin=true");
        var chunk = connection.GetServers().Single().Keys(pattern: "*cloudburst-chunk*").First();

        await connection.GetDatabase().KeyDeleteAsync(chunk);

        var error = await Assert.ThrowsAsync<KvsException>(async () => await server.Store.GetAsync("key"));
        Assert.Equal(KvsError.IncompleteValue, error.Error);
        Assert.Contains("'key'", error.Message, StringComparison.Ordinal);
        await server.Store.JoinAsync("key", Register(1, new byte[2_000_000]));
        Assert.Equal(2_000_020, (await server.Store.GetAsync("key")).Capsule.Length);
    }

    private static async Task WriteAndReadAsync(IKeyValueStore store, int rounds)
    {
        var value = new byte[Largest];
        for (var round = 1; round <= rounds; round++)
        {
            value[^1] = (byte)round;
            var key = $"large/{round % 2}";
            await store.JoinAsync(key, Register((ulong)round, value));
            var read = await store.GetAsync(key);
            Assert.Equal(Largest + 20, read.Capsule.Length);
            Assert.Equal((byte)round, read.Capsule.Span[^1]);
        }
    }

    /// <summary>Of what was replaced by a large value, a small one, a delete, a swap, and of what came too late, nothing is left.</summary>
    private static async Task ChunksGoAsync(RedisKeyValueStore store, string endPoint)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{endPoint},allowAdmin=true");
        var server = connection.GetServers().Single();
        string[] keys = ["by large", "by small", "by delete", "by swap", "late"];
        foreach (var key in keys)
            await store.JoinAsync(key, Register(5, new byte[1_900_000]));
        Assert.Equal(keys.Length * 5, await server.KeysAsync(pageSize: 1000).CountAsync());

        await store.JoinAsync("by large", Register(6, new byte[1_100_000]));
        await store.JoinAsync("by small", Register(6, "small"));
        await store.DeleteAsync("by delete", At(6));
        await store.CompareAndSetAsync("by swap", (await store.GetVersionedAsync("by swap")).Version, Register(6, "swapped"));
        await store.JoinAsync("late", Register(4, new byte[1_800_000]));

        // One key with 3 chunks, one with 4, and one key each for the others.
        await Eventually.Async(async () => await server.KeysAsync(pageSize: 1000).CountAsync() == 4 + 1 + 1 + 1 + 5);
        Assert.Equal(1_100_020, (await store.GetAsync("by large")).Capsule.Length);
        Assert.Equal(1_900_020, (await store.GetAsync("late")).Capsule.Length);
    }

    private static Task<RedisKeyValueStore> ConnectAsync(string endPoint) => RedisKeyValueStore.ConnectAsync(new RedisKvsOptions
    {
        EndPoints = [endPoint],
        ConnectTimeout = TimeSpan.FromSeconds(30),
        CallTimeout = TimeSpan.FromSeconds(60),
    });
}
