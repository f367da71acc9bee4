using System.Collections.Concurrent;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Redis;

public sealed class FailOverTests
{
    /// <summary>
    /// Writers go on while the primary of a third of their keys is killed. Their calls wait for its replica, and what was acknowledged as
    /// replicated is there.
    /// </summary>
    [SkippableFact]
    public async Task Replica_takes_over_and_nothing_replicated_is_lost()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.WhyMissing);
        await using var cluster = await RedisCluster.StartAsync("--appendonly", "yes");
        await using var store = await RedisKeyValueStore.ConnectAsync(cluster.Options);
        var replicated = store.WithDurability(WriteDurability.Replicated);
        var acknowledged = new ConcurrentDictionary<string, bool>();
        using var end = new CancellationTokenSource();
        var count = 0;
        var writers = Enumerable.Range(1, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 1; !end.IsCancellationRequested; i++)
            {
                var key = $"once/{writer}/{i}";
                await replicated.JoinAsync(key, Register(1, key));
                acknowledged[key] = true;
                await replicated.JoinAsync($"counter/{writer}", Counter((ulong)writer, i));
                acknowledged[$"counter/{writer}/{i}"] = true;
                Interlocked.Increment(ref count);
            }
        })).ToArray();
        await MoreAsync();

        var dead = await cluster.KillPrimaryOfAsync("counter/1");
        await cluster.FailedOverAsync(dead);
        // It comes back as the replica of the one that took over; until then there is nobody to confirm a write.
        await cluster.RestartAsync(dead);
        await MoreAsync();
        await end.CancelAsync();
        await Task.WhenAll(writers);

        var once = acknowledged.Keys.Where(key => key.StartsWith("once/", StringComparison.Ordinal)).ToArray();
        var entries = await store.GetManyAsync(once);
        Assert.DoesNotContain(once.Zip(entries), pair => !pair.Second.HasValue || RegisterValue(pair.Second) != pair.First);
        for (var writer = 1; writer <= writers.Length; writer++)
        {
            var last = acknowledged.Keys.Count(key => key.StartsWith($"counter/{writer}/", StringComparison.Ordinal));
            Assert.True(CounterValue(await store.GetAsync($"counter/{writer}")) >= last, $"counter/{writer} is below {last}");
        }

        async Task MoreAsync()
        {
            var goal = Volatile.Read(ref count) + 200;
            await Eventually.Async(async () =>
            {
                if (writers.FirstOrDefault(writer => writer.IsFaulted) is { } failed)
                    await failed;
                return Volatile.Read(ref count) > goal;
            });
        }
    }
}
