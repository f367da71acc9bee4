using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Tests;

public sealed class CausalWriteTests
{
    [Fact]
    public async Task Write_whose_answer_was_lost_with_the_link_is_not_made_again()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();
        var first = (await executor.SendAsync(Write(1, "a"))).Done.Version;
        Assert.Equal(first, (await executor.SendAsync(Again(Write(1, "a")))).Done.Version);
        // Also when it was replaced in between.
        await executor.SendAsync(Write(2, "b", first));
        Assert.Equal(first, (await executor.SendAsync(Again(Write(1, "a")))).Done.Version);
        Assert.Equal(["b"], await SiblingsAsync(cluster));
    }

    [Fact]
    public async Task Cache_that_was_restarted_finds_the_write_in_the_store_makes_it_or_says_that_it_can_not_know()
    {
        await using var cluster = new Cluster();
        var (_, before) = cluster.AddNode();
        var first = (await before.SendAsync(Write(1, "a"))).Done.Version;
        var (_, after) = cluster.AddNode();
        Assert.Equal(first, (await after.SendAsync(Again(Write(1, "a")))).Done.Version);
        Assert.Null((await after.SendAsync(Again(Write(2, "b", first)))).Error);
        Assert.Equal(["b"], await SiblingsAsync(cluster));

        var (_, later) = cluster.AddNode();
        Assert.Equal(ErrorCode.StateUnavailable, (await later.SendAsync(Again(Write(1, "a")))).Error.Code);
        Assert.Equal(["b"], await SiblingsAsync(cluster));
    }

    [Fact]
    public async Task Write_that_is_still_on_its_way_when_its_cache_dies_may_stand_beside_its_repetition_and_no_write_is_lost()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, dying) = cluster.AddNode(store);
        var (_, after) = cluster.AddNode();
        store.HoldWrites();
        var first = dying.SendAsync(Write(1, "a"));

        // The next cache looks in the store, where it is not yet.
        var repeated = (await after.SendAsync(Again(Write(1, "a")))).Done.Version;
        store.ReleaseWrites();
        await first;
        Assert.Equal(["a", "a"], await SiblingsAsync(cluster));

        // Who has only seen one of them replaces that one; who has seen both, both.
        await after.SendAsync(Write(2, "b", repeated));
        Assert.Equal(["a", "b"], await SiblingsAsync(cluster));
        var seen = Capsule.Decode<SingleKeyCausal>((await cluster.Store.GetAsync("key")).Capsule).Clock;
        await after.SendAsync(Write(3, "c", ByteString.CopyFrom(CausalContext.FromVectorClock(seen).Encode())));
        Assert.Equal(["c"], await SiblingsAsync(cluster));
    }

    [Fact]
    public async Task Key_with_as_many_versions_as_it_can_hold_takes_only_what_replaces_some()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();
        for (var i = 0; i < CausalVersion.MaxSiblings; i += 64)
            await Task.WhenAll(Enumerable.Range(i, 64).Select(n => executor.SendAsync(Write((ulong)n + 1, $"{n}"))));
        var full = Capsule.Decode<SingleKeyCausal>((await cluster.Store.GetAsync("key")).Capsule);
        Assert.Equal(CausalVersion.MaxSiblings, full.Siblings.Count);

        var replies = await Task.WhenAll(
            executor.SendAsync(Write(1001, "too many")),
            executor.SendAsync(Write(1002, "settled", ByteString.CopyFrom(CausalContext.FromVectorClock(full.Clock).Encode()))),
            executor.SendAsync(Write(1003, "fits")));
        Assert.Equal(ErrorCode.Overloaded, replies[0].Error.Code);
        Assert.Contains("256 versions", replies[0].Error.Message, StringComparison.Ordinal);
        Assert.True(replies[0].Error.Details.ContainsKey("retry-after-ms"));
        Assert.Null(replies[1].Error);
        Assert.Null(replies[2].Error);
        Assert.Equal(["fits", "settled"], await SiblingsAsync(cluster));
    }

    [Fact]
    public async Task Write_after_one_through_another_cache_shows_also_what_came_before_that_one()
    {
        await using var cluster = new Cluster();
        var (_, here) = cluster.AddQuietNode(cluster.Store);
        var (_, there) = cluster.AddQuietNode(cluster.Store);
        await here.SendAsync(Write(1, "here"));
        Assert.Equal(["here"], Texts(await ReadAsync(here)));
        // Somebody else's, of which this cache has not heard, and then this session's.
        await there.SendAsync(Write(2, "other"));
        var own = (await there.SendAsync(Write(3, "own"))).Done.Version;
        await here.SendAsync(Write(4, "next", own));
        Assert.Equal(["here", "next", "other"], Texts(await ReadAsync(here)));
    }

    [Fact]
    public async Task Version_whose_answer_never_came_is_not_taken_for_seen_by_those_who_read_later_ones_here()
    {
        await using var cluster = new Cluster();
        var store = new TestStore(cluster.Store);
        var (_, executor) = cluster.AddQuietNode(store, static options => options with { StoreTimeout = TimeSpan.FromMilliseconds(100) });
        await executor.SendAsync(Write(1, "first"));
        await ReadAsync(executor);

        store.HoldWrites();
        Assert.Equal(ErrorCode.StateUnavailable, (await executor.SendAsync(Write(2, "late"))).Error.Code);
        store.ReleaseWrites();
        await Eventually.True(async () => (await SiblingsAsync(cluster)).Contains("late"), "the late write is stored");

        await executor.SendAsync(Write(3, "next"));
        var seen = await ReadAsync(executor);
        Assert.Equal(["first", "next"], Texts(seen));
        var context = CausalContext.FromVectorClock(Capsule.Decode<SingleKeyCausal>(seen.Memory).Clock).Encode();
        await executor.SendAsync(Write(4, "last", ByteString.CopyFrom(context)));
        Assert.Equal(["last", "late"], await SiblingsAsync(cluster));
    }

    private static async Task<ByteString> ReadAsync(Executor executor)
    {
        var read = new CacheRead { Consistency = ConsistencyLevel.SingleKeyCausal, Session = new CacheSession { Id = "session", Constraints = new SessionState() } };
        read.Keys.Add("key");
        return (await executor.SendAsync(new CacheRequest { Read = read })).Read.Capsules[0];
    }

    private static async Task<IEnumerable<string>> SiblingsAsync(Cluster cluster) =>
        Texts(UnsafeByteOperations.UnsafeWrap((await cluster.Store.GetAsync("key")).Capsule));

    private static IEnumerable<string> Texts(ByteString capsule) =>
        Capsule.Decode<SingleKeyCausal>(capsule.Memory).Siblings.Select(static sibling => System.Text.Encoding.UTF8.GetString(sibling.Payload.Span)).Order(StringComparer.Ordinal);

    private static CacheRequest Write(ulong operation, string text, ByteString? context = null) => new()
    {
        CausalWrite = new CausalWrite
        {
            Key = "key",
            Consistency = ConsistencyLevel.SingleKeyCausal,
            Operation = operation,
            Context = context ?? ByteString.Empty,
            Payload = ByteString.CopyFromUtf8(text),
        },
    };

    private static CacheRequest Again(CacheRequest request)
    {
        request.Repeated = true;
        return request;
    }
}
