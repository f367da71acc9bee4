using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Tests;

public sealed class LinearizableTests
{
    [Fact]
    public async Task Change_whose_answer_was_lost_with_the_link_gives_the_same_answer_again()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();
        var (_, other) = cluster.AddNode();
        Assert.False((await executor.SendAsync(Swap(1, expected: null, "a"))).Done.Refused);
        Assert.False((await executor.SendAsync(Swap(2, "a", "b"))).Done.Refused);
        // Somebody else goes on from there before the first asks again.
        Assert.False((await other.SendAsync(Swap(3, "b", "c"))).Done.Refused);
        Assert.False((await executor.SendAsync(Again(Swap(2, "a", "b")))).Done.Refused);
        Assert.Equal("c", Values.Text(await cluster.Store.GetAsync("key")));
    }

    [Fact]
    public async Task Cache_that_was_restarted_recognises_the_change_in_the_store_and_never_does_it_twice()
    {
        await using var cluster = new Cluster();
        var (_, before) = cluster.AddNode();
        await before.SendAsync(Swap(1, expected: null, "a"));
        await before.SendAsync(Swap(2, "a", "b"));
        var (_, after) = cluster.AddNode();
        Assert.False((await after.SendAsync(Again(Swap(2, "a", "b")))).Done.Refused);
        await before.SendAsync(Swap(3, "b", "a"));
        // A cache that has seen nothing of it can't know any more, and that is what it says.
        var (_, later) = cluster.AddNode();
        Assert.Equal(ErrorCode.StateUnavailable, (await later.SendAsync(Again(Swap(2, "a", "b")))).Error.Code);
        Assert.Equal("a", Values.Text(await cluster.Store.GetAsync("key")));
    }

    [Fact]
    public async Task Read_is_of_the_store_although_the_cache_holds_something_older()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddQuietNode(cluster.Store);
        await cluster.Store.JoinAsync("key", Values.Text("old"));
        Assert.Equal("old", await executor.ReadTextAsync("key"));
        await cluster.Store.JoinAsync("key", Values.Text("new"));
        Assert.Equal("old", await executor.ReadTextAsync("key"));
        var read = new CacheRead { Consistency = ConsistencyLevel.Linearizable };
        read.Keys.Add("key");
        Assert.Equal("new", Values.Text((await executor.SendAsync(new CacheRequest { Read = read })).Read.Capsules[0]));
    }

    [Fact]
    public async Task Join_is_in_the_store_when_it_is_answered()
    {
        await using var cluster = new Cluster();
        var (_, executor) = cluster.AddNode();
        for (var i = 1UL; i <= 20; i++)
        {
            var join = new CacheJoin { Key = "counter", Capsule = ByteString.CopyFrom(Values.Count(1, i)), RequestId = "r", Through = true };
            Assert.NotNull((await executor.SendAsync(new CacheRequest { Join = join })).Done);
            Assert.Equal((long)i, await cluster.StoredCountAsync("counter"));
        }
    }

    [Fact]
    public async Task Store_that_is_away_is_an_error_and_not_a_refusal()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = cluster.AddNode(store, withFeed: false, options => options with { StoreTimeout = TimeSpan.FromMilliseconds(100) });
        store.IsAway = true;
        var join = new CacheJoin { Key = "counter", Capsule = ByteString.CopyFrom(Values.Count(1, 1)), RequestId = "r", Through = true };
        Assert.Equal(ErrorCode.StateUnavailable, (await executor.SendAsync(new CacheRequest { Join = join })).Error.Code);
    }

    private static CacheRequest Swap(ulong operation, string? expected, string value) => new()
    {
        RegisterChange = new RegisterChange
        {
            Key = "key",
            RequestId = "r",
            Operation = operation,
            Payload = ByteString.CopyFromUtf8(value),
            Expected = new RegisterExpectation { Payload = ByteString.CopyFromUtf8(expected ?? ""), OrAbsent = expected is null },
        },
    };

    private static CacheRequest Again(CacheRequest request)
    {
        request.Repeated = true;
        return request;
    }
}
