using Cloudburst.Kvs.TestNode;
using Cloudburst.Lattices;
using Cloudburst.Tests.Shared;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Garnet;

/// <summary>A disk that is full is an error of the writes that find no room, and of nothing else.</summary>
public sealed class FullDiskTests
{
    private static readonly byte[] Large = new byte[200_000];

    [SkippableFact]
    public async Task Writes_are_refused_reads_go_on_and_room_ends_it()
    {
        using var disk = SmallDisk.TryMount(megabytes: 120);
        Skip.If(disk is null, "Only root may mount a file system of a given size.");
        int acknowledged;
        using (var node = new ChildProcess("serve", disk.Path))
        {
            await using var store = await ConnectAsync(node);
            await store.JoinAsync("old", Counter(1, 1));
            (acknowledged, var refusal) = await FillAsync(store);

            Assert.Equal(KvsError.OutOfSpace, refusal.Error);
            Assert.Contains("are left on the disk", refusal.Message, StringComparison.Ordinal);
            await AllAreThereAsync(store, acknowledged);
            // Each way to change a value: a new key, a value in place, a longer one, compare-and-set.
            Assert.Equal(KvsError.OutOfSpace, await RefusalAsync(store.JoinAsync("new", Counter(1, 1))));
            Assert.Equal(KvsError.OutOfSpace, await RefusalAsync(store.JoinAsync("old", Counter(1, 2))));
            Assert.Equal(KvsError.OutOfSpace, await RefusalAsync(store.JoinAsync("old", Counter(2, 1))));
            Assert.Equal(KvsError.OutOfSpace, await RefusalAsync(store.CompareAndSetAsync("new", KvsVersion.Absent, Counter(1, 1))));
            Assert.Equal(KvsError.OutOfSpace, await RefusalAsync(store.CompareAndSetAsync("old", (await store.GetVersionedAsync("old")).Version, Counter(1, 5))));
            Assert.Equal(1, CounterValue(await store.GetAsync("old")));

            disk.Resize(megabytes: 400);
            await Eventually.Async(async () => await RefusalAsync(store.JoinAsync("after", Counter(1, 1))) is null);
        }

        // What was refused is not in the log either.
        using var again = new ChildProcess("serve", disk.Path);
        await using var restarted = await ConnectAsync(again);
        await AllAreThereAsync(restarted, acknowledged);
        Assert.Equal(1, CounterValue(await restarted.GetAsync("old")));
        Assert.True((await restarted.GetAsync("new")).IsAbsent);
        Assert.Equal(1, CounterValue(await restarted.GetAsync("after")));
    }

    /// <summary>A checkpoint writes what lies in memory, which may be more than there is room for.</summary>
    [SkippableFact]
    public async Task Checkpoints_without_room_lose_nothing_and_are_taken_again_with_it()
    {
        using var disk = SmallDisk.TryMount(megabytes: 900);
        Skip.If(disk is null, "Only root may mount a file system of a given size.");
        Dictionary<string, long> versions = [];
        using (var node = new ChildProcess("serve-busy", disk.Path, "128"))
        {
            await using var store = await ConnectAsync(node);
            Assert.Null(await RewriteAsync(store, versions, rounds: 10));
            // Somebody else takes all the room, when the log has just become long enough for the next checkpoint.
            var filler = FillUp(disk.Path);
            var refusal = await RewriteAsync(store, versions, rounds: 1);
            Assert.Equal(KvsError.OutOfSpace, refusal?.Error);
            Assert.Contains("are left on the disk", refusal!.Message, StringComparison.Ordinal);

            // The log's length is looked at every second, and is too great each time.
            await Task.Delay(TimeSpan.FromSeconds(4));
            Assert.True(LogBytes(disk.Path) > Load.Upkeep.LogLimitBytes, "The log was cut, so a checkpoint has found room, and this shows nothing.");
            await AllAreThereAsync(store, versions);

            File.Delete(filler);
            await Eventually.Async(async () => await RefusalAsync(store.JoinAsync("after", Counter(1, 1))) is null);
            var written = LogBytes(disk.Path) + (12 * 60 * Large.Length);
            Assert.Null(await RewriteAsync(store, versions, rounds: 12));
            await Eventually.Async(() => Task.FromResult(LogBytes(disk.Path) < written / 2));
            await AllAreThereAsync(store, versions);
            node.Kill();
        }

        using var again = new ChildProcess("serve-busy", disk.Path, "128");
        await using var restarted = await ConnectAsync(again);
        await AllAreThereAsync(restarted, versions);
        Assert.Equal(1, CounterValue(await restarted.GetAsync("after")));
    }

    private static long LogBytes(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "AOF"), "*", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length);

    private static string FillUp(string folder)
    {
        var filler = Path.Combine(folder, "filler");
        var junk = new byte[64 << 10];
        using var file = File.OpenHandle(filler, FileMode.CreateNew, FileAccess.Write);
        while (new DriveInfo(folder).AvailableFreeSpace > 2 << 20)
            RandomAccess.Write(file, junk, RandomAccess.GetLength(file));
        return filler;
    }

    /// <summary>Writes some keys again and some anew, until the store refuses.</summary>
    private static async Task<KvsException?> RewriteAsync(RedisKeyValueStore store, Dictionary<string, long> versions, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            string[] keys = [.. Enumerable.Range(0, 40).Select(i => $"hot/{i}"), .. Enumerable.Range(0, 20).Select(i => $"new/{versions.Count + i}")];
            foreach (var key in keys)
            {
                var version = versions.GetValueOrDefault(key) + 1;
                BitConverter.TryWriteBytes(Large, version);
                try
                {
                    await store.JoinAsync(key, Register((ulong)version, Large));
                }
                catch (KvsException refusal)
                {
                    return refusal;
                }

                versions[key] = version;
            }
        }

        return null;
    }

    private static async Task AllAreThereAsync(RedisKeyValueStore store, Dictionary<string, long> versions)
    {
        foreach (var (key, version) in versions)
        {
            var stored = await store.GetAsync(key);
            Assert.True(stored.HasValue, $"{key} is gone.");
            Assert.Equal(version, BitConverter.ToInt64(Capsule.LwwPayload(stored.Capsule).Span));
        }
    }

    private static async Task<(int Acknowledged, KvsException Refusal)> FillAsync(RedisKeyValueStore store)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await store.JoinAsync($"large/{i}", Register(1, Large));
            }
            catch (KvsException refusal)
            {
                return (i, refusal);
            }
        }
    }

    private static async Task AllAreThereAsync(RedisKeyValueStore store, int acknowledged)
    {
        for (var i = 0; i < acknowledged; i++)
            Assert.True((await store.GetAsync($"large/{i}")).HasValue);
    }

    private static async Task<KvsError?> RefusalAsync<T>(ValueTask<T> write)
    {
        try
        {
            await write;
            return null;
        }
        catch (KvsException refusal)
        {
            return refusal.Error;
        }
    }

    private static async Task<RedisKeyValueStore> ConnectAsync(ChildProcess node) =>
        await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions { EndPoints = [$"127.0.0.1:{await node.Output.ReadLineAsync()}"], CallTimeout = TimeSpan.FromSeconds(30) });
}
