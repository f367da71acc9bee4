using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using CsCheck;

namespace Cloudburst.Cache.Tests;

public sealed class StressTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counters_incremented_by_many_tasks_through_two_caches_are_exact_everywhere(bool roomy)
    {
        const int Writers = 8;
        const int Increments = 400;
        string[] keys = [.. Enumerable.Range(0, 12).Select(i => $"counter{i}")];
        await using var cluster = new Cluster();
        // The small one evicts all the time.
        var bytes = roomy ? 1L << 20 : 2_000;
        var (a, first) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = bytes });
        var (b, second) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = bytes });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var executor = writer % 2 == 0 ? first : second;
            var own = new ulong[keys.Length];
            var random = new Random(writer);
            for (var i = 0; i < Increments; i++)
            {
                var k = random.Next(keys.Length);
                await executor.JoinAsync(keys[k], Values.Count((ulong)writer + 1, ++own[k]), $"request-{writer}");
                // Its own writes are seen by a writer at once, in memory or not.
                var seen = await executor.ReadAsync(keys[k]);
                Assert.Equal(own[k], Capsule.Decode<PnCounter>(seen.Memory)[(ulong)writer + 1].Added);
                if (i % 50 == 0)
                    Assert.Null(await executor.FlushAsync($"request-{writer}"));
            }

            Assert.Null(await executor.FlushAsync($"request-{writer}"));
        })));

        var stored = 0L;
        foreach (var key in keys)
        {
            var count = await cluster.StoredCountAsync(key);
            stored += count;
            await Eventually.True(async () => await first.ReadCountAsync(key) == count, $"{key} is the same in the first cache");
            await Eventually.True(async () => await second.ReadCountAsync(key) == count, $"{key} is the same in the second cache");
        }

        Assert.Equal(Writers * Increments, stored);
        Assert.Equal(0, a.Statistics.PendingWrites + b.Statistics.PendingWrites);
        Assert.Equal(0, a.Statistics.TrackedRequests + b.Statistics.TrackedRequests);
    }

    [Fact]
    public async Task Registers_written_read_and_deleted_by_many_tasks_while_the_store_fails_converge()
    {
        string[] keys = [.. Enumerable.Range(0, 8).Select(i => $"register{i}")];
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (a, first) = await cluster.AddConnectedNodeAsync(store, o => o with { MemoryBytes = 3_000 });
        var (b, second) = await cluster.AddConnectedNodeAsync(store);

        using var stop = new CancellationTokenSource();
        var weather = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                store.IsAway = !store.IsAway;
                await Task.Yield();
                await Task.Delay(store.IsAway ? 1 : 5, CancellationToken.None);
            }

            store.IsAway = false;
        });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var executor = worker % 2 == 0 ? first : second;
            var random = new Random(worker);
            for (var i = 0; i < 300; i++)
            {
                var key = keys[random.Next(keys.Length)];
                var request = $"{worker}-{i}";
                switch (random.Next(10))
                {
                    case < 5:
                        var read = await executor.SendAsync(new Protocol.CacheRequest { Read = new Protocol.CacheRead { Keys = { key } } });
                        Assert.True(read.Error is null || read.Error.Code == Protocol.ErrorCode.StateUnavailable);
                        break;
                    case < 9:
                        var reply = await executor.JoinRawAsync(key, Values.Text($"{worker}/{i}"), request);
                        Assert.True(reply.Error is null, reply.Error?.Message);
                        break;
                    default:
                        await executor.SendAsync(new Protocol.CacheRequest { Delete = new Protocol.CacheDelete { Key = key, RequestId = request } });
                        break;
                }
            }
        })));
        await stop.CancelAsync();
        await weather;

        await Eventually.True(() => a.Statistics.PendingWrites + b.Statistics.PendingWrites == 0, "everything is written");
        foreach (var key in keys)
        {
            var text = Values.Text(await cluster.Store.GetAsync(key));
            await Eventually.True(async () => await first.ReadTextAsync(key) == text, $"{key} is the same in the first cache");
            await Eventually.True(async () => await second.ReadTextAsync(key) == text, $"{key} is the same in the second cache");
        }
    }

    private enum Step
    {
        Read,
        Join,
        Delete,
        Flush,
        Elsewhere,
        Evict,
    }

    /// <summary>
    /// One cache used by one executor behaves like a dictionary, whatever is cached, evicted or pushed meanwhile; another writer only ever adds
    /// keys of its own to the counters.
    /// </summary>
    [Fact]
    public async Task Cache_of_one_user_behaves_like_a_dictionary()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = 4_000 });
        var round = 0;
        var genStep = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 4]);
        genStep.Array[1, 60].Sample(
            steps =>
            {
                var prefix = $"model/{Interlocked.Increment(ref round)}/";
                RunModelAsync(cluster, executor, prefix, steps).GetAwaiter().GetResult();
            },
            iter: 60,
            threads: 1,
            print: steps => string.Join(' ', steps.Select(step => $"{step.Item1}:{step.Item2}")));
        Assert.Equal(0, cache.Statistics.PendingWrites);
    }

    private static async Task RunModelAsync(Cluster cluster, Executor executor, string prefix, (Step, int)[] steps)
    {
        var model = new Dictionary<string, (ulong Added, Stamp Epoch)>();
        foreach (var (step, number) in steps)
        {
            var key = prefix + number;
            var (added, epoch) = model.GetValueOrDefault(key);
            switch (step)
            {
                case Step.Read:
                    var capsule = await executor.ReadAsync(key);
                    Assert.Equal(added, capsule.IsEmpty ? 0 : Capsule.Decode<PnCounter>(capsule.Memory)[1].Added);
                    break;
                case Step.Join:
                    var reply = await executor.JoinRawAsync(key, Values.Count(1, added + 1, epoch));
                    if (!reply.Done.SupersededBy.IsEmpty)
                    {
                        Assert.Equal(0UL, added);
                        epoch = Stamp.Read(reply.Done.SupersededBy.Span);
                        await executor.JoinAsync(key, Values.Count(1, 1, epoch));
                    }

                    model[key] = (added + 1, epoch);
                    break;
                case Step.Delete:
                    await executor.DeleteAsync(key);
                    model[key] = default;
                    break;
                case Step.Flush:
                    Assert.Null(await executor.FlushAsync());
                    var stored = await cluster.Store.GetAsync(key);
                    Assert.Equal(added, stored.HasValue ? Capsule.Decode<PnCounter>(stored.Capsule)[1].Added : 0);
                    break;
                case Step.Elsewhere:
                    await cluster.Store.JoinAsync(key, Values.Count(2, (ulong)number + 1, epoch));
                    break;
                default:
                    await cluster.Store.JoinAsync($"{prefix}large", Values.Text(new string('x', 10_000)));
                    await executor.ReadAsync($"{prefix}large");
                    break;
            }
        }

        Assert.Null(await executor.FlushAsync());
    }
}
