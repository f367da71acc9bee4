using Cloudburst.Kvs.Feed;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs.Tests.Feed;

public sealed class SyncTests
{
    [Fact]
    public async Task Batch_of_a_sync_brings_every_write_that_was_answered_before_it()
    {
        const int Writers = 6;
        const int Writes = 2_000;
        await using var store = EmbeddedKeyValueStore.Start();
        await using var hub = new UpdateHub(store, store.Changes);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            using var watcher = hub.AddWatcher($"watcher {writer}");
            var key = $"key {writer}";
            watcher.Watch([key]);
            var newest = 0UL;
            for (var i = 1UL; i <= Writes; i++)
            {
                // Of changing length, so that it is written in place at times and to a new place at others.
                await store.JoinAsync(key, Capsule.Encode(new LastWriterWins(new Stamp(i, 1), new byte[i % 5])));
                Assert.True(watcher.TrySync(i));
                UpdateBatch batch;
                do
                {
                    batch = (await watcher.ReadAsync())!;
                    foreach (var update in batch.Updates)
                        newest = Math.Max(newest, Capsule.EpochOf(update.Entry.Capsule.Span).HybridTime);
                }
                while (batch.Synced < i);
                Assert.True(newest == i, $"write {i} was answered before the sync, and {newest} is what it brought");
            }
        })));
    }
}
