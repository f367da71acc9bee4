using System.Net;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests;

/// <summary>Each level is kept, or refused with the reason.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task Embedded_without_a_folder_refuses_logged_and_replicated()
    {
        await using var store = EmbeddedKeyValueStore.Start();

        await store.WithDurability(WriteDurability.Memory).JoinAsync("key", Register(1, "v"));

        AssertRefused(Assert.Throws<KvsException>(() => store.WithDurability(WriteDurability.Logged)), "DataFolder");
        AssertRefused(Assert.Throws<KvsException>(() => store.WithDurability(WriteDurability.Replicated)), "replica");
        Assert.True((await store.GetAsync("key")).HasValue);
    }

    [Fact]
    public async Task Embedded_logged_write_survives_the_kill_although_the_store_does_not_wait_by_itself()
    {
        using var folder = new TempFolder();
        using (var node = new ChildProcess("logged", folder.Path))
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Assert.Equal("acknowledged", await node.Output.ReadLineAsync(deadline.Token));
            node.Kill();
        }

        await using var store = EmbeddedKeyValueStore.Start(new KvsServerOptions { DataFolder = folder.Path });
        Assert.Equal("logged", RegisterValue(await store.GetAsync("key")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Garnet_node_says_whether_it_logs(bool durable)
    {
        using var folder = new TempFolder();
        await using var server = GarnetKvsServer.Start(new KvsServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            DataFolder = folder.Path,
            Durable = durable,
        });
        await using var store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [server.EndPoint!.ToString()] });
        var logged = store.WithDurability(WriteDurability.Logged);

        if (durable)
            Assert.Equal(JoinOutcome.Changed, await logged.JoinAsync("key", Register(1, "v")));
        else
            AssertRefused(await Assert.ThrowsAsync<KvsException>(async () => await logged.JoinAsync("key", Register(1, "v"))), "Durable");

        Assert.Equal(durable, (await store.GetAsync("key")).HasValue);
        var replicated = store.WithDurability(WriteDurability.Replicated);
        AssertRefused(await Assert.ThrowsAsync<KvsException>(async () => await replicated.JoinAsync("key", Register(1, "v"))), "no replica");
    }

    [SkippableTheory]
    [InlineData(WriteDurability.Logged, "keeps no log", "--appendonly", "no")]
    [InlineData(WriteDurability.Logged, "appendfsync everysec", "--appendonly", "yes", "--appendfsync", "everysec")]
    [InlineData(WriteDurability.Replicated, "copy that", "--appendonly", "no")]
    [InlineData(WriteDurability.Replicated, "has no replica", "--appendonly", "yes")]
    public async Task Redis_server_that_can_not_promise_it_is_named_with_the_reason(WriteDurability durability, string reason, params string[] arguments)
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var folder = new TempFolder();
        using var server = RedisServer.Start(["--dir", folder.Path, .. arguments]);
        await using var store = await RedisKeyValueStore.ConnectAsync(OptionsFor(server));

        var error = await Assert.ThrowsAsync<KvsException>(
            async () => await store.WithDurability(durability).JoinAsync("key", Register(1, "v")));

        AssertRefused(error, reason);
        Assert.Contains($"{server.Port}", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Redis_logged_write_survives_the_kill()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var folder = new TempFolder();
        string[] arguments = ["--dir", folder.Path, "--appendonly", "yes", "--appendfsync", "always"];
        using var server = RedisServer.Start(arguments);
        await using var store = await RedisKeyValueStore.ConnectAsync(OptionsFor(server));
        var logged = store.WithDurability(WriteDurability.Logged);
        for (var i = 0; i < 50; i++)
            await logged.JoinAsync($"key/{i}", Counter(1, i + 1));
        server.Kill();

        using var again = RedisServer.StartOn(server.Port, arguments);
        for (var i = 0; i < 50; i++)
            Assert.Equal(i + 1, CounterValue(await store.GetAsync($"key/{i}")));
    }

    [SkippableFact]
    public async Task Redis_replicated_write_is_transiently_refused_while_the_replica_hangs_and_goes_through_when_it_is_back()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        using var folder = new TempFolder();
        using var primary = RedisServer.Start("--dir", folder.Path, "--appendonly", "yes", "--repl-diskless-sync-delay", "0");
        using var replica = RedisServer.Start("--dir", folder.Path, "--dbfilename", "replica.rdb", "--replicaof", $"127.0.0.1 {primary.Port}");
        await using var store = await RedisKeyValueStore.ConnectAsync(OptionsFor(primary));
        var replicated = store.WithDurability(WriteDurability.Replicated);
        await Eventually.Async(async () =>
        {
            try
            {
                await replicated.JoinAsync("warm", Register(1, "up"));
                return true;
            }
            catch (KvsException e) when (e.Error is KvsError.DurabilityUnavailable or KvsError.NotReplicated)
            {
                return false;
            }
        });

        replica.Stop();
        var error = await Assert.ThrowsAsync<KvsException>(async () => await replicated.JoinAsync("key", Register(1, "v")));
        replica.Continue();

        Assert.Equal(KvsError.NotReplicated, error.Error);
        Assert.True(error.IsTransient);
        Assert.True((await store.GetAsync("key")).HasValue);
        await Eventually.Async(async () =>
        {
            try
            {
                return (await replicated.JoinAsync("key", Register(1, "v"))).Status == JoinStatus.Unchanged;
            }
            catch (KvsException e) when (e.IsTransient)
            {
                return false;
            }
        });
    }

    private static void AssertRefused(KvsException error, string reason)
    {
        Assert.Equal(KvsError.DurabilityUnavailable, error.Error);
        Assert.False(error.IsTransient);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static RedisKvsOptions OptionsFor(RedisServer server) => new()
    {
        EndPoints = [$"127.0.0.1:{server.Port}"],
        CallTimeout = TimeSpan.FromSeconds(2),
        ReplicationTimeout = TimeSpan.FromMilliseconds(200),
    };
}
