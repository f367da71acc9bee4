using Cloudburst.Cache.Tests.Support;
using Cloudburst.Protocol;
using Cloudburst.SharedMemory;

namespace Cloudburst.Cache.Tests;

public sealed class SharedMemoryTests : IDisposable
{
    private const int Large = 100_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloudburst-cache-tests-");

    [Fact]
    public async Task A_value_is_shared_when_it_is_first_read_and_then_read_without_a_call()
    {
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: Sharing);
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        await executor.Calls.JoinAsync("k", Values.Text(Text('a')));
        Assert.Null(executor.Look("k"));

        var reply = await executor.AskAsync("k", "missing");

        Assert.Equal([0u], reply.Shared);
        Assert.All(reply.Capsules, capsule => Assert.True(capsule.IsEmpty));
        Assert.Equal(Text('a'), executor.Look("k"));
    }

    [Fact]
    public async Task Small_values_are_sent()
    {
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: Sharing);
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        await executor.Calls.JoinAsync("k", Values.Text("small"));
        var reply = await executor.AskAsync("k");
        Assert.Empty(reply.Shared);
        Assert.Equal("small", Values.Text(reply.Capsules[0]));
        Assert.Null(executor.Look("k"));
    }

    [Fact]
    public async Task A_write_that_was_acknowledged_is_what_every_executor_of_the_machine_reads()
    {
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: Sharing);
        await using var writer = await SharingExecutor.ConnectAsync(cache);
        await using var reader = await SharingExecutor.ConnectAsync(cache);
        for (var c = 'a'; c <= 'z'; c++)
        {
            await writer.Calls.JoinAsync("k", Values.Text(Text(c)));
            Assert.Equal(Text(c), await reader.ReadAsync("k"));
            Assert.Equal(Text(c), await writer.ReadAsync("k"));
        }

        await writer.Calls.DeleteAsync("k");
        Assert.Null(reader.Look("k"));
        Assert.Null(await reader.ReadAsync("k"));
    }

    [Fact]
    public async Task A_change_elsewhere_takes_the_old_value_out_of_shared_memory()
    {
        await using var cluster = new Cluster();
        var (cache, _) = await cluster.AddConnectedNodeAsync(configure: Sharing);
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        await executor.Calls.JoinAsync("k", Values.Text(Text('a')));
        Assert.Equal(Text('a'), await executor.ReadAsync("k"));
        await cluster.Store.JoinAsync("k", Values.Text(Text('b')));
        await Eventually.True(async () => await executor.ReadAsync("k") == Text('b'), "the update is read");
    }

    [Fact]
    public async Task A_value_that_has_ended_is_not_served()
    {
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: Sharing);
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        await executor.Calls.JoinAsync("other", Values.Text(Text('o')));
        await executor.Calls.JoinAsync("k", Values.Text(Text('a')));
        await executor.Calls.JoinAsync("k", Values.Text(Text('b')), timeToLiveMs: 300);
        Assert.Equal(Text('b'), await executor.ReadAsync("k"));
        await Eventually.True(() => executor.Look("k") is null, "the value has ended in shared memory");
        Assert.Equal(Text('o'), await executor.ReadAsync("other"));
    }

    [Fact]
    public async Task Executors_that_start_again_find_the_cache_warm()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, _) = cluster.AddQuietNode(store, Sharing);
        await cluster.Store.JoinAsync("k", Values.Text(Text('a')));
        await using (var first = await SharingExecutor.ConnectAsync(cache))
            Assert.Equal(Text('a'), await first.ReadAsync("k"));
        var reads = store.Reads;
        await using var second = await SharingExecutor.ConnectAsync(cache);
        Assert.Equal(Text('a'), second.Look("k"));
        Assert.Equal(reads, store.Reads);
    }

    [Fact]
    public async Task What_executors_read_by_themselves_is_not_dropped_for_what_nobody_reads()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, _) = cluster.AddQuietNode(store, o => Sharing(o) with { MemoryBytes = 40 * Large });
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        await cluster.Store.JoinAsync("hot", Values.Text(Text('h')));
        Assert.Equal(Text('h'), await executor.ReadAsync("hot"));
        for (var i = 0; i < 200; i++)
        {
            await cluster.Store.JoinAsync($"k{i}", Values.Text(Text('k')));
            Assert.Equal(Text('k'), await executor.ReadAsync($"k{i}"));
            Assert.Equal(Text('h'), executor.Look("hot"));
            Assert.InRange(cache.Statistics.Bytes, 0, 40 * Large);
        }
    }

    [Fact]
    public async Task What_a_function_holds_is_never_reclaimed_and_the_rest_is_sent_meanwhile()
    {
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: o => Sharing(o) with { MemoryBytes = 10 * Large, SharedMemoryBytes = 3 * Large });
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        foreach (var key in new[] { "a", "b" })
        {
            await executor.Calls.JoinAsync(key, Values.Text(Text('1')));
            await executor.AskAsync(key);
        }

        Assert.True(executor.Reader.TryRead("a", out var a));
        Assert.True(executor.Reader.TryRead("b", out var b));
        for (var c = 'c'; c <= 'z'; c++)
        {
            await executor.Calls.JoinAsync("a", Values.Text(Text(c)));
            await executor.Calls.JoinAsync($"more/{c}", Values.Text(Text(c)));
            Assert.Equal(Text(c), await executor.ReadAsync("a"));
            Assert.Equal(Text(c), await executor.ReadAsync($"more/{c}"));
        }

        foreach (var view in new[] { a, b })
        {
            Assert.Equal(Text('1'), System.Text.Encoding.UTF8.GetString(Lattices.Capsule.LwwPayload(view.Memory).Span));
            view.Release();
        }

        // Now there is room again.
        await executor.AskAsync("a");
        Assert.Equal(Text('z'), executor.Look("a"));
    }

    [Theory]
    [InlineData(200_000)] // Larger than the shared part.
    [InlineData(900_000)] // Larger than the whole cache.
    public async Task A_value_that_the_cache_has_no_room_for_is_served_all_the_same(int length)
    {
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: o => Sharing(o) with { MemoryBytes = 300_000 });
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        var text = new string('v', length);
        await cluster.Store.JoinAsync("k", Values.Text(text));
        for (var i = 0; i < 3; i++)
            Assert.Equal(text, await executor.ReadAsync("k"));
        Assert.InRange(cache.Statistics.Bytes, 0, 300_000);
    }

    [Fact]
    public async Task Values_that_no_answer_could_carry_together_are_shared()
    {
        const int Huge = 40 << 20;
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: Sharing);
        await using var executor = await SharingExecutor.ConnectAsync(cache);
        var text = new string('h', Huge);
        foreach (var key in new[] { "a", "b", "c" })
            await executor.Calls.JoinAsync(key, Values.Text(text));
        var reply = await executor.AskAsync("a", "b", "c");
        Assert.Equal([0u, 1u, 2u], reply.Shared);
        Assert.Equal(Huge, executor.Look("c")!.Length);
    }

    [Fact]
    public async Task Executors_that_do_not_ask_for_it_are_sent_values()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode(configure: Sharing);
        await executor.JoinAsync("k", Values.Text(Text('a')));
        Assert.Equal(Text('a'), await executor.ReadTextAsync("k"));
    }

    [Theory]
    [InlineData(true, Layout.Version + 1, "version")]
    [InlineData(false, Layout.Version, "shares none")]
    public async Task An_executor_that_does_not_fit_is_refused_and_goes_on_by_calls(bool shares, uint layout, string why)
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode(configure: o => shares ? Sharing(o) : o);
        var reply = await executor.SendAsync(new CacheRequest { Attach = new CacheAttach { Layout = layout } });
        Assert.Equal(ErrorCode.Unsupported, reply.Error.Code);
        Assert.Contains(why, reply.Error.Message, StringComparison.Ordinal);
        await executor.JoinAsync("k", Values.Text("a"));
        Assert.Equal("a", await executor.ReadTextAsync("k"));
    }

    [Fact]
    public async Task A_cache_that_stops_leaves_nothing_behind()
    {
        await using (var cluster = new Cluster())
        {
            var (cache, _) = cluster.AddNode(configure: Sharing);
            await using var executor = await SharingExecutor.ConnectAsync(cache);
            await executor.Calls.JoinAsync("k", Values.Text(Text('a')));
            Assert.Equal(Text('a'), await executor.ReadAsync("k"));
            Assert.Single(_folder.EnumerateFileSystemInfos());
        }

        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_an_error_that_says_so()
    {
        await using var cluster = new Cluster();
        var error = Assert.Throws<ArgumentException>(
            () => cluster.AddNode(configure: o => o with { SharedMemoryFolder = Path.Combine(_folder.FullName, "missing") }));
        Assert.Contains("Memory can't be shared in the folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_load_every_executor_reads_what_was_acknowledged_before()
    {
        const int Keys = 8;
        await using var cluster = new Cluster();
        var (cache, _) = cluster.AddNode(configure: o => Sharing(o) with { MemoryBytes = 30 * Large, SharedMemoryBytes = 6 * Large });
        var acknowledged = new int[Keys];
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var writing = Task.Run(async () =>
        {
            await using var writer = await Executor.ConnectAsync(cache);
            var random = new Random(1);
            for (var version = 1; !over.IsCancellationRequested; version++)
            {
                var key = random.Next(Keys);
                await writer.JoinAsync($"k{key}", Values.Text($"{version:D9}".PadRight(random.Next(Large / 2, Large), '.')));
                Volatile.Write(ref acknowledged[key], version);
            }
        });
        var reading = Enumerable.Range(0, 3).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            var (looked, read) = (0, 0);
            while (!over.IsCancellationRequested)
            {
                await using var executor = await SharingExecutor.ConnectAsync(cache);
                var newest = new int[Keys];
                for (var i = 0; i < 200; i++)
                {
                    var key = random.Next(Keys);
                    var least = Math.Max(newest[key], Volatile.Read(ref acknowledged[key]));
                    var found = executor.Look($"k{key}");
                    looked += found is null ? 0 : 1;
                    if ((found ?? await executor.ReadAsync($"k{key}")) is not { } text)
                        continue;
                    read++;
                    newest[key] = int.Parse(text.AsSpan(0, 9), System.Globalization.CultureInfo.InvariantCulture);
                    Assert.True(newest[key] >= least, $"version {newest[key]} was read after version {least}");
                }
            }

            return (looked, read);
        })).ToArray();
        await writing;
        var counts = await Task.WhenAll(reading);
        Assert.True(counts.Sum(count => count.read) > 100);
        Assert.True(counts.Sum(count => count.looked) > 10, $"only {counts.Sum(count => count.looked)} reads took no call");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Text(char c) => new(c, Large);

    private NodeCacheOptions Sharing(NodeCacheOptions options) => options with { SharedMemoryFolder = _folder.FullName };
}
