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
