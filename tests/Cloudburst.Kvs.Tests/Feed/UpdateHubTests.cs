using Cloudburst.Kvs.Feed;
using static Cloudburst.Kvs.Tests.Capsules;

namespace Cloudburst.Kvs.Tests.Feed;

public sealed class UpdateHubTests : IAsyncLifetime
{
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly UpdateHub _hub;

    public UpdateHubTests() => _hub = Follow(_store);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Watched_key_is_pushed_to_each_watcher_and_no_other_key()
    {
        using var a = _hub.AddWatcher("a");
        using var b = _hub.AddWatcher("b");
        a.Watch(["x", "y"]);
        b.Watch(["y"]);
        Assert.Equal(2, _hub.WatchedKeys);

        await _store.JoinAsync("unwatched", Register(1, "v"));
        await _store.JoinAsync("x", Register(1, "x1"));
        await _store.JoinAsync("y", Register(1, "y1"));

        var forA = await TakeAsync(a, 2);
        Assert.Equal("x1", RegisterValue(forA["x"]));
        Assert.Equal("y1", RegisterValue(forA["y"]));
        var forB = await TakeAsync(b, 1);
        Assert.Equal("y1", RegisterValue(forB["y"]));
    }

    [Fact]
    public async Task Many_changes_of_a_key_become_the_newest_one()
    {
        using var watcher = _hub.AddWatcher("slow");
        watcher.Watch(["counter", "end"]);
        for (var i = 1; i <= 1000; i++)
            await _store.JoinAsync("counter", Counter(1, i));
        await _store.JoinAsync("end", Register(1, "v"));

        Dictionary<string, KvsEntry> seen = [];
        var batches = 0;
        while (!seen.ContainsKey("end"))
        {
            var batch = await ReadAsync(watcher);
            Assert.False(batch.Resync);
            Assert.Equal(batch.Updates.Count, batch.Updates.Select(update => update.Key).Distinct().Count());
            foreach (var update in batch.Updates)
                seen[update.Key] = update.Entry;
            batches++;
        }

        Assert.Equal(1000, CounterValue(seen["counter"]));
        Assert.True(batches < 1000);
    }

    [Fact]
    public async Task Watcher_that_falls_behind_is_told_to_resync_once_and_then_goes_on()
    {
        using var slow = _hub.AddWatcher("slow");
        using var other = _hub.AddWatcher("other");
        slow.Watch(Enumerable.Range(0, 20).Select(i => $"key/{i}"));
        other.Watch(["last"]);
        for (var i = 0; i < 20; i++)
            await _store.JoinAsync($"key/{i}", Register(1, "v"));
        await _store.JoinAsync("last", Register(1, "v"));
        await TakeAsync(other, 1); // the hub has got this far

        var batch = await ReadAsync(slow);
        Assert.True(batch.Resync);
        Assert.Empty(batch.Updates);

        await _store.JoinAsync("key/3", Register(2, "after"));
        Assert.Equal("after", RegisterValue((await TakeAsync(slow, 1))["key/3"]));
    }

    [Fact]
    public async Task Too_many_bytes_waiting_mean_resync_too()
    {
        using var slow = _hub.AddWatcher("slow");
        slow.Watch(["big"]);
        await _store.JoinAsync("big", Register(1, new byte[20_000]));

        Assert.True((await ReadAsync(slow)).Resync);
    }

    [Fact]
    public async Task Unwatched_key_is_no_longer_pushed_and_leaves_the_index()
    {
        using var watcher = _hub.AddWatcher("w");
        watcher.Watch(["x", "y"]);
        watcher.Unwatch(["x", "never watched"]);
        Assert.Equal(1, watcher.WatchedKeys);
        Assert.Equal(1, _hub.WatchedKeys);

        await _store.JoinAsync("x", Register(1, "v"));
        await _store.JoinAsync("y", Register(1, "v"));

        Assert.Equal(["y"], (await TakeAsync(watcher, 1)).Keys);
    }

    [Fact]
    public async Task Tombstones_are_pushed()
    {
        using var watcher = _hub.AddWatcher("w");
        await _store.JoinAsync("x", Register(1, "v"));
        watcher.Watch(["x"]);

        await _store.DeleteAsync("x", At(5));

        Assert.True((await TakeAsync(watcher, 1))["x"].IsTombstone);
    }

    [Fact]
    public async Task Disposing_a_watcher_ends_its_reader_and_empties_the_index()
    {
        var watcher = _hub.AddWatcher("w");
        watcher.Watch(["x"]);
        var read = watcher.ReadAsync();

        watcher.Dispose();

        Assert.Null(await read);
        Assert.Equal(0, _hub.WatchedKeys);
        Assert.Throws<ObjectDisposedException>(() => watcher.Watch(["y"]));
    }

    [Fact]
    public async Task Closing_the_store_or_the_hub_ends_all_readers()
    {
        var store = EmbeddedKeyValueStore.Start();
        var hub = new UpdateHub(store, store.Changes);
        var read = hub.AddWatcher("w").ReadAsync();

        await store.DisposeAsync();

        Assert.Null(await read.AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        await hub.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => hub.AddWatcher("late"));
    }

    [Fact]
    public async Task Lagging_feed_makes_every_watcher_resync()
    {
        var feed = new ManualFeed();
        await using var hub = new UpdateHub(_store, feed);
        using var watcher = hub.AddWatcher("w");
        watcher.Watch(["x"]);

        feed.Publish(KeyChange.Resync);

        Assert.True((await ReadAsync(watcher)).Resync);
    }

    [Fact]
    public async Task Unexpected_failure_does_not_end_the_feed()
    {
        var feed = new ManualFeed { Failure = new InvalidOperationException("on purpose") };
        await using var hub = new UpdateHub(_store, feed);
        using var watcher = hub.AddWatcher("w");
        watcher.Watch(["x"]);

        feed.Publish(KeyChange.Resync);

        Assert.True((await ReadAsync(watcher)).Resync);
        Assert.Null(feed.Failure);
    }

    [Fact]
    public async Task Watching_first_and_reading_then_misses_no_version_while_others_write()
    {
        using var stop = new CancellationTokenSource();
        long written = 0;
        var writer = Task.Run(async () =>
        {
            for (var i = 1L; !stop.IsCancellationRequested; i++)
            {
                await _store.JoinAsync("counter", Counter(1, i));
                Volatile.Write(ref written, i);
                await Task.Yield();
            }
        });

        for (var round = 0; round < 50; round++)
        {
            using var watcher = _hub.AddWatcher("w");
            watcher.Watch(["counter"]);
            var seen = (await _store.GetAsync("counter")) is { HasValue: true } entry ? CounterValue(entry) : 0;
            var goal = Volatile.Read(ref written);
            while (seen < goal)
                seen = Math.Max(seen, CounterValue((await TakeAsync(watcher, 1))["counter"]));
        }

        await stop.CancelAsync();
        await writer;
    }

    private static UpdateHub Follow(EmbeddedKeyValueStore store) =>
        new(store, store.Changes, new UpdateHubOptions { MaxPendingKeys = 5, MaxPendingBytes = 10_000 });

    private static async Task<Dictionary<string, KvsEntry>> TakeAsync(UpdateWatcher watcher, int keys)
    {
        Dictionary<string, KvsEntry> taken = [];
        while (taken.Count < keys)
        {
            foreach (var update in (await ReadAsync(watcher)).Updates)
                taken[update.Key] = update.Entry;
        }

        return taken;
    }

    private static async Task<UpdateBatch> ReadAsync(UpdateWatcher watcher)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return (await watcher.ReadAsync(deadline.Token))!;
    }

    private sealed class ManualFeed : IChangeFeed, IChangeSubscription
    {
        private readonly System.Threading.Channels.Channel<KeyChange> _changes = System.Threading.Channels.Channel.CreateUnbounded<KeyChange>();

        /// <summary>Thrown once, by the next read.</summary>
        public Exception? Failure { get; set; }

        public void Publish(KeyChange change) => _changes.Writer.TryWrite(change);

        public IChangeSubscription Subscribe() => this;

        public async ValueTask<KeyChange?> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (Failure is { } failure)
            {
                Failure = null;
                throw failure;
            }

            return await _changes.Reader.ReadAsync(cancellationToken);
        }

        public bool TryRead(out KeyChange change) => _changes.Reader.TryRead(out change);

        public void Dispose()
        {
        }
    }
}
