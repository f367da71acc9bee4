using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using Cloudburst.Protocol;

namespace Cloudburst.Cache.Tests;

public sealed class WriteTests
{
    [Fact]
    public async Task Join_of_a_cached_key_is_acknowledged_before_the_store_has_it()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(store);
        await executor.JoinAsync("k", Values.Text("one"));
        Assert.Null(await executor.FlushAsync());

        store.HoldWrites();
        await executor.JoinAsync("k", Values.Text("two"));

        Assert.Equal("two", await executor.ReadTextAsync("k"));
        Assert.Equal(1, cache.Statistics.PendingWrites);
        var flush = executor.FlushAsync();
        Assert.False(flush.IsCompleted);
        Assert.Equal("one", Values.Text(await cluster.Store.GetAsync("k")));

        store.ReleaseWrites();
        Assert.Null(await flush);
        Assert.Equal("two", Values.Text(await cluster.Store.GetAsync("k")));
        Assert.Equal(0, cache.Statistics.PendingWrites);
        Assert.Equal(0, cache.Statistics.TrackedRequests);
    }

    [Fact]
    public async Task Join_of_an_unknown_register_is_in_the_store_when_it_is_answered_and_cached()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddQuietNode(store);

        await executor.JoinAsync("k", Values.Text("v"));

        Assert.True((await cluster.Store.GetAsync("k")).HasValue);
        Assert.Equal("v", await executor.ReadTextAsync("k"));
        Assert.Equal(0, store.Reads);
    }

    [Fact]
    public async Task Join_of_an_unknown_counter_keeps_what_others_have_counted()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("n", Values.Count(1, 10));

        await executor.JoinAsync("n", Values.Count(2, 5));

        Assert.Equal(15, await executor.ReadCountAsync("n"));
        Assert.Equal(15, await cluster.StoredCountAsync("n"));
    }

    [Fact]
    public async Task Join_acknowledged_while_a_fetch_from_before_it_is_running_is_seen_by_later_reads()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddQuietNode(store);
        await cluster.Store.JoinAsync("n", Values.Count(1, 10));

        store.HoldReads();
        var before = executor.ReadCountAsync("n");
        await executor.JoinAsync("n", Values.Count(2, 5));
        var after = executor.ReadCountAsync("n");
        Assert.False(after.IsCompleted);
        store.ReleaseReads();

        Assert.Equal(15, await after);
        Assert.InRange(await before, 10, 15);
    }

    [Fact]
    public async Task Joins_made_while_one_is_in_flight_reach_the_store_as_one()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store);
        await executor.JoinAsync("n", Values.Count(1, 1));
        Assert.Equal(1, await executor.ReadCountAsync("n"));
        var writes = store.Writes;

        store.HoldWrites();
        for (ulong i = 2; i <= 100; i++)
            await executor.JoinAsync("n", Values.Count(1, i), $"request-{i % 7}");
        store.ReleaseWrites();
        for (var i = 0; i < 7; i++)
            Assert.Null(await executor.FlushAsync($"request-{i}"));

        Assert.Equal(writes + 2, store.Writes);
        Assert.Equal(100, await cluster.StoredCountAsync("n"));
    }

    [Fact]
    public async Task Flush_waits_for_the_write_that_an_unchanged_join_has_found()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store);
        await executor.JoinAsync("k", Values.Text("one"));
        var again = Values.Text("two");

        store.HoldWrites();
        await executor.JoinAsync("k", again, "first");
        await executor.JoinAsync("k", again, "second");
        var flush = executor.FlushAsync("second");
        Assert.False(flush.IsCompleted);
        store.ReleaseWrites();

        Assert.Null(await flush);
    }

    [Fact]
    public async Task Flush_of_a_request_that_has_written_nothing_is_done()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();

        Assert.Null(await executor.FlushAsync("never heard of"));
    }

    [Fact]
    public async Task Flush_acknowledges_nothing_that_a_store_outage_loses()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(store, o => o with { StoreTimeout = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 50; i++)
            await executor.JoinAsync($"k{i}", Values.Text("old"));
        Assert.Null(await executor.FlushAsync());

        store.IsAway = true;
        for (var i = 0; i < 50; i++)
            await executor.JoinAsync($"k{i}", Values.Text($"new{i}"), $"request-{i % 5}");
        var during = await executor.FlushAsync("request-0");
        Assert.Equal(ErrorCode.StateUnavailable, during!.Code);
        Assert.Equal("new7", await executor.ReadTextAsync("k7"));

        store.IsAway = false;
        await Eventually.True(() => cache.Statistics.PendingWrites == 0, "all writes have reached the store");
        for (var i = 0; i < 5; i++)
            Assert.Null(await executor.FlushAsync($"request-{i}"));
        for (var i = 0; i < 50; i++)
            Assert.Equal($"new{i}", Values.Text(await cluster.Store.GetAsync($"k{i}")));
    }

    [Fact]
    public async Task Join_of_another_type_is_refused_at_once_when_the_key_is_cached()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("k", Values.Text("v"));

        var reply = await executor.JoinRawAsync("k", Values.Count(1, 1));

        Assert.Equal(ErrorCode.LatticeMismatch, reply.Error.Code);
        Assert.Equal("k", reply.Error.Details["key"]);
        Assert.Equal("v", await executor.ReadTextAsync("k"));
        Assert.Null(await executor.FlushAsync());
    }

    [Fact]
    public async Task Join_of_another_type_is_refused_at_once_when_the_key_is_not_cached()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("k", Values.Count(1, 3));

        var reply = await executor.JoinRawAsync("k", Values.Text("v"));

        Assert.Equal(ErrorCode.LatticeMismatch, reply.Error.Code);
        Assert.Null(await executor.FlushAsync());
        Assert.Equal(3, await executor.ReadCountAsync("k"));
    }

    [Fact]
    public async Task Join_that_the_store_refuses_behind_the_answer_fails_the_flush_and_is_forgotten_here()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddQuietNode(store);
        await executor.JoinAsync("k", Values.Text("v"));
        Assert.Null(await executor.FlushAsync());
        // Meanwhile, unseen from here, the key becomes a counter.
        var deleted = Values.Clock.Next();
        await cluster.Store.DeleteAsync("k", deleted);
        await cluster.Store.JoinAsync("k", Values.Count(1, 3, deleted));

        await executor.JoinAsync("k", Values.Text("lost"), "late");
        var error = await executor.FlushAsync("late");

        Assert.Equal(ErrorCode.LatticeMismatch, error!.Code);
        Assert.Null(await executor.FlushAsync("late"));
        Assert.Equal(3, await executor.ReadCountAsync("k"));
    }

    [Fact]
    public async Task Join_that_loses_to_an_unseen_deletion_fails_the_flush_so_that_the_request_is_run_again()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode(withFeed: false, configure: o => o with { PollInterval = TimeSpan.FromHours(1) });
        await executor.JoinAsync("n", Values.Count(1, 3));
        Assert.Equal(3, await executor.ReadCountAsync("n"));
        var deleted = Values.Clock.Next();
        await cluster.Store.DeleteAsync("n", deleted);

        await executor.JoinAsync("n", Values.Count(1, 4), "late");
        var error = await executor.FlushAsync("late");

        Assert.Equal(ErrorCode.Overloaded, error!.Code);
        Assert.Contains("'n' was deleted elsewhere", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await executor.ReadCountAsync("n"));
        var again = await executor.JoinRawAsync("n", Values.Count(1, 4), "again");
        Assert.Equal(deleted, Stamp.Read(again.Done.SupersededBy.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Join_that_loses_to_a_deletion_is_told_where_to_start_again(bool cached)
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        var deleted = Values.Clock.Next();
        await cluster.Store.DeleteAsync("n", deleted);
        if (cached)
            Assert.True((await executor.ReadAsync("n")).IsEmpty);

        var reply = await executor.JoinRawAsync("n", Values.Count(1, 4));
        Assert.Equal(deleted, Stamp.Read(reply.Done.SupersededBy.Span));

        await executor.JoinAsync("n", Values.Count(1, 4, deleted));
        Assert.Equal(4, await executor.ReadCountAsync("n"));
        Assert.Null(await executor.FlushAsync());
        Assert.Equal(4, await cluster.StoredCountAsync("n"));
    }

    [Fact]
    public async Task Delete_hides_the_key_at_once_and_for_good_and_its_key_can_be_used_again()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await executor.JoinAsync("k", Values.Text("v"));

        await executor.DeleteAsync("k");
        Assert.True((await executor.ReadAsync("k")).IsEmpty);
        Assert.Null(await executor.FlushAsync());
        Assert.True((await cluster.Store.GetAsync("k")).IsTombstone);

        var superseded = await executor.JoinRawAsync("k", Values.Count(1, 2));
        await executor.JoinAsync("k", Values.Count(1, 2, Stamp.Read(superseded.Done.SupersededBy.Span)));
        Assert.Equal(2, await executor.ReadCountAsync("k"));
        Assert.Null(await executor.FlushAsync());
        Assert.Equal(2, await cluster.StoredCountAsync("k"));
    }

    [Fact]
    public async Task Delete_and_reuse_with_another_type_keep_their_order_while_the_store_is_slow()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = await cluster.AddConnectedNodeAsync(store);
        await executor.JoinAsync("k", Values.Count(1, 2));
        Assert.Equal(2, await executor.ReadCountAsync("k"));

        store.HoldWrites();
        await executor.JoinAsync("k", Values.Count(1, 3));
        await executor.DeleteAsync("k");
        await executor.JoinAsync("k", Values.Text("text", Values.Ahead(TimeSpan.FromHours(1))));
        Assert.Equal("text", await executor.ReadTextAsync("k"));
        store.ReleaseWrites();

        Assert.Null(await executor.FlushAsync());
        Assert.Equal(LatticeTag.LastWriterWins, Capsule.TagOf((await cluster.Store.GetAsync("k")).Capsule.Span));
    }

    [Fact]
    public async Task Delete_of_an_unknown_key_deletes_what_a_faster_clock_has_written()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("k", Values.Text("from the future", Values.Ahead(TimeSpan.FromSeconds(30))));

        await executor.DeleteAsync("k");
        Assert.Null(await executor.FlushAsync());

        Assert.True((await cluster.Store.GetAsync("k")).IsTombstone);
    }

    [Fact]
    public async Task Delete_of_a_value_from_the_far_future_says_why_it_can_not()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("k", Values.Text("v", Values.Ahead(TimeSpan.FromDays(365))));

        var reply = await executor.SendAsync(new CacheRequest { Delete = new CacheDelete { Key = "k", RequestId = "r" } });

        Assert.Equal(ErrorCode.StateUnavailable, reply.Error.Code);
        Assert.Contains("can't be changed yet", reply.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Joins_beyond_the_bound_are_refused_with_a_time_to_come_back()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = cluster.AddNode(store, configure: o => o with { MaxPendingWrites = 3 });

        store.HoldWrites();
        var waiting = Enumerable.Range(0, 3).Select(i => executor.JoinRawAsync($"k{i}", Values.Text("v"))).ToList();
        var refused = await executor.JoinRawAsync("k3", Values.Text("v"));
        Assert.Equal(ErrorCode.Overloaded, refused.Error.Code);
        Assert.True(int.Parse(refused.Error.Details["retry-after-ms"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(3, cache.Statistics.PendingWrites);
        store.ReleaseWrites();

        Assert.All(await Task.WhenAll(waiting), reply => Assert.Null(reply.Error));
        await executor.JoinAsync("k3", Values.Text("v"));
    }

    [Fact]
    public async Task Joins_beyond_the_bound_are_refused_although_they_would_merge_into_one()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(store, o => o with { MaxPendingWrites = 10 });
        await executor.JoinAsync("n", Values.Count(1, 1));
        Assert.Equal(1, await executor.ReadCountAsync("n"));

        store.HoldWrites();
        for (ulong i = 2; i < 12; i++)
            await executor.JoinAsync("n", Values.Count(1, i));
        Assert.Equal(ErrorCode.Overloaded, (await executor.JoinRawAsync("n", Values.Count(1, 12))).Error.Code);
        store.ReleaseWrites();

        Assert.Null(await executor.FlushAsync());
        Assert.Equal(0, cache.Statistics.PendingWrites);
        Assert.Equal(11, await cluster.StoredCountAsync("n"));
    }

    [Fact]
    public async Task Join_of_too_large_or_broken_values_changes_nothing()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MaxValueBytes = 1_000 });
        await executor.JoinAsync("k", Values.Text("v"));

        Assert.Equal(ErrorCode.ValueTooLarge, (await executor.JoinRawAsync("k", Values.Text(new string('x', 2_000)))).Error.Code);
        Assert.Equal(ErrorCode.InvalidArgument, (await executor.JoinRawAsync("k", [1, 2, 3])).Error.Code);
        Assert.Equal(ErrorCode.InvalidArgument, (await executor.JoinRawAsync("k", [])).Error.Code);
        Assert.Equal(ErrorCode.KeyInvalid, (await executor.JoinRawAsync("", Values.Text("v"))).Error.Code);
        Assert.Equal("v", await executor.ReadTextAsync("k"));
    }

    [Fact]
    public async Task Join_that_waits_for_a_store_that_is_away_is_told_so_and_still_stored_later()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddNode(store, configure: o => o with { StoreTimeout = TimeSpan.FromMilliseconds(50) });

        store.IsAway = true;
        var reply = await executor.JoinRawAsync("k", Values.Text("v"));
        Assert.Equal(ErrorCode.StateUnavailable, reply.Error.Code);
        store.IsAway = false;

        await Eventually.True(async () => (await cluster.Store.GetAsync("k")).HasValue, "the write has reached the store");
        await Eventually.True(async () => await executor.FlushAsync() is null, "the flush succeeds");
    }

    [Fact]
    public async Task Dispose_writes_what_is_pending()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(store);
        await executor.JoinAsync("k", Values.Text("old"));
        store.HoldWrites();
        await executor.JoinAsync("k", Values.Text("new"));

        var disposing = cache.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        Assert.Equal(ErrorCode.StateUnavailable, (await executor.JoinRawAsync("k", Values.Text("too late"))).Error.Code);
        store.ReleaseWrites();
        await disposing.WaitAsync(Eventually.Deadline);

        Assert.Equal("new", Values.Text(await cluster.Store.GetAsync("k")));
    }

    [Fact]
    public async Task Dispose_gives_up_on_a_store_that_stays_away_and_tells_the_flush()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(store, o => o with { DrainTimeout = TimeSpan.FromMilliseconds(100) });
        await executor.JoinAsync("k", Values.Text("old"));
        store.IsAway = true;
        await executor.JoinAsync("k", Values.Text("new"));
        var flush = executor.FlushAsync();

        await cache.DisposeAsync();

        Assert.Equal(ErrorCode.StateUnavailable, (await flush)!.Code);
    }
}
