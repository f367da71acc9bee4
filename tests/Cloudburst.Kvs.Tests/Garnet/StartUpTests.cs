using System.Net;
using System.Net.Sockets;
using Cloudburst.Kvs.Garnet;
using Garnet.server;

namespace Cloudburst.Kvs.Tests.Garnet;

public sealed class StartUpTests
{
    [Fact]
    public void Port_in_use_is_named_and_releases_the_data_folder()
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var endPoint = (IPEndPoint)other.LocalEndpoint;

        var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(new KvsServerOptions { EndPoint = endPoint, DataFolder = folder.Path }));

        Assert.Equal(KvsError.PortInUse, error.Error);
        Assert.StartsWith($"Port {endPoint.Port} on 127.0.0.1 is already in use; choose another with the setting KvsPort", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_zero_takes_a_free_port_and_says_which()
    {
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });

        Assert.NotEqual(0, server.EndPoint!.Port);
        await using var store = await ConnectAsync(server.EndPoint);
        Assert.True(store.ServerMerges);
    }

    [Fact]
    public void Data_folder_below_a_file_is_refused()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        foreach (var unusable in new[] { Path.Combine(file, "data"), "/proc/data" })
        {
            var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(new KvsServerOptions { DataFolder = unusable }));
            Assert.Equal(KvsError.DataFolderUnusable, error.Error);
            Assert.Contains(unusable, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Data_folder_of_another_process_is_refused_until_that_ends()
    {
        using var folder = new TempFolder();
        using var holder = new ChildProcess("hold", folder.Path);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal("ready", await holder.Output.ReadLineAsync(deadline.Token));

        var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(new KvsServerOptions { DataFolder = folder.Path }));
        Assert.Equal(KvsError.DataFolderInUse, error.Error);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);

        holder.CloseInput();
        await using var server = GarnetKvsServer.Start(new KvsServerOptions { DataFolder = folder.Path });
    }

    [Fact]
    public async Task Data_folder_of_another_format_is_refused()
    {
        using var folder = new TempFolder();
        await using (GarnetKvsServer.Start(new KvsServerOptions { DataFolder = folder.Path }))
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "cloudburst-kvs.format"), "cloudburst-kvs 9: CASV, JOIN");

        var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(new KvsServerOptions { DataFolder = folder.Path }));
        Assert.Equal(KvsError.IncompatibleData, error.Error);
    }

    /// <summary>With files of another size the engine would look for values in the wrong places and find nothing.</summary>
    [Fact]
    public async Task Data_folder_with_files_of_another_size_is_refused()
    {
        using var folder = new TempFolder();
        var options = new KvsServerOptions { DataFolder = folder.Path };
        await using (GarnetKvsServer.Start(options, new StoreUpkeep { SegmentBytes = 4 << 20 }))
        {
        }

        var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(options));
        Assert.Equal(KvsError.IncompatibleData, error.Error);
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_all_named_at_once()
    {
        var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(new KvsServerOptions { Durable = true, MemoryBytes = 1, Password = "" }));

        Assert.Equal(KvsError.UnsafeSettings, error.Error);
        Assert.Contains("Durable", error.Message, StringComparison.Ordinal);
        Assert.Contains("MemoryBytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("Password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cluster_node_needs_a_place_to_be_reached_and_a_folder()
    {
        foreach (var options in new[]
                 {
                     new KvsServerOptions { Cluster = true, DataFolder = "data" },
                     new KvsServerOptions { Cluster = true, DataFolder = "data", EndPoint = new IPEndPoint(IPAddress.Loopback, 0) },
                     new KvsServerOptions { Cluster = true, EndPoint = new IPEndPoint(IPAddress.Loopback, 6400) },
                 })
        {
            var error = Assert.Throws<KvsException>(() => GarnetKvsServer.Start(options));
            Assert.Equal(KvsError.UnsafeSettings, error.Error);
            Assert.Contains("Cluster", error.Message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> UnsafeChanges => new(Changes.Keys);

    private static readonly Dictionary<string, Action<GarnetServerOptions>> Changes = new()
    {
        ["storage tier off"] = options => options.EnableStorageTier = false,
        ["native device"] = options => options.DeviceType = Tsavorite.core.DeviceType.Native,
        ["no compaction"] = options => options.CompactionType = LogCompactionType.None,
        ["compaction that gets stuck"] = options => options.CompactionType = LogCompactionType.Scan,
        ["compaction that drops"] = options => options.CompactionType = LogCompactionType.Shift,
        ["compaction that deletes what a checkpoint needs"] = options => options.CompactionForceDelete = true,
        ["log without limit"] = options => options.AofSizeLimit = "",
        ["log that is not read"] = options => options.Recover = false,
        ["cluster without a log"] = options => (options.EnableCluster, options.EnableAOF) = (true, false),
        ["replicas that stay detached"] = options => (options.EnableCluster, options.ClusterReplicationReestablishmentTimeout) = (true, 0),
        ["replicas that skip what they get"] = options => (options.EnableCluster, options.AofReplayMaxLagBytes) = (true, -1),
        ["log that replicas miss"] = options => (options.EnableCluster, options.FastAofTruncate) = (true, true),
        ["wait for no log"] = options => (options.EnableAOF, options.WaitForCommit) = (false, true),
    };

    [Theory]
    [MemberData(nameof(UnsafeChanges))]
    public void Unsafe_engine_settings_are_refused(string change)
    {
        var options = GarnetOptionsFactory.Create(
            new KvsServerOptions { DataFolder = "data" }, "data", AccessList.Create(new KvsServerOptions(), "data"), endPoint: null, new StoreUpkeep());
        Changes[change](options);

        Assert.Equal(KvsError.UnsafeSettings, Assert.Throws<KvsException>(() => GarnetOptionsFactory.RefuseUnsafe(options)).Error);
    }

    [Fact]
    public async Task Wrong_or_missing_password_is_told_and_the_right_one_works()
    {
        await using var server = GarnetKvsServer.Start(
            new KvsServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Password = "right" });

        foreach (var password in new[] { "wrong", null })
        {
            var error = await Assert.ThrowsAsync<KvsException>(() => ConnectAsync(server.EndPoint!, password));
            Assert.Equal(KvsError.WrongPassword, error.Error);
            Assert.False(error.IsTransient);
        }

        await using var store = await ConnectAsync(server.EndPoint!, "right");
        await store.JoinAsync("key", Capsules.Register(1, "v"));
        Assert.True((await server.Store.GetAsync("key")).HasValue);
    }

    [Fact]
    public async Task Nobody_listening_is_told()
    {
        var error = await Assert.ThrowsAsync<KvsException>(() => ConnectAsync(new IPEndPoint(IPAddress.Loopback, RedisServer.FreePort())));

        Assert.Equal(KvsError.Unreachable, error.Error);
        Assert.True(error.IsTransient);
    }

    [SkippableFact]
    public async Task Embedded_store_opens_no_socket()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Sockets of a process are counted in /proc.");
        using var node = new ChildProcess("sockets");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        Assert.Equal("0", await node.Output.ReadLineAsync(deadline.Token));
    }

    [Fact]
    public async Task Dispose_may_be_called_twice_and_closes_the_store()
    {
        var server = GarnetKvsServer.Start(new KvsServerOptions());
        var folder = server.DataFolder;

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        var error = await Assert.ThrowsAsync<KvsException>(async () => await server.Store.GetAsync("key"));
        Assert.Equal(KvsError.Closed, error.Error);
    }

    private static Task<RedisKeyValueStore> ConnectAsync(IPEndPoint endPoint, string? password = null) =>
        RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [endPoint.ToString()], Password = password, ConnectTimeout = TimeSpan.FromSeconds(20) });
}
