using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Cache.Tests;

/// <summary>What can't be done is said, and changes nothing.</summary>
public sealed class BadInputTests
{
    private static readonly string Large = new('x', 10_000);

    [Fact]
    public async Task Cache_too_small_for_one_pinned_value_says_so_and_still_serves_it_to_others()
    {
        await using var cluster = new Cluster();
        var (cache, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = 5_000 });
        await cluster.Store.JoinAsync("k", Values.Text(Large));

        var reply = await executor.SendAsync(Read(ConsistencyLevel.RepeatableRead, "k"));

        Assert.Equal(ErrorCode.ValueTooLarge, reply.Error.Code);
        Assert.Contains("MemoryBytes", reply.Error.Message, StringComparison.Ordinal);
        Assert.Equal(0, cache.Statistics.Sessions);
        Assert.Equal(Large, await executor.ReadTextAsync("k"));
    }

    [Fact]
    public async Task Pins_of_others_that_leave_no_room_are_a_reason_to_come_back_and_ones_own_are_not()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync(configure: o => o with { MemoryBytes = 15_000 });
        await cluster.Store.JoinAsync("k", Values.Text(Large));
        await cluster.Store.JoinAsync("other", Values.Text(Large));
        Assert.Null((await executor.SendAsync(Read(ConsistencyLevel.RepeatableRead, "k"))).Error);

        // Read again by the same request it takes no more room.
        var again = await executor.SendAsync(Read(ConsistencyLevel.RepeatableRead, "k"));
        var refused = await executor.SendAsync(Read(ConsistencyLevel.RepeatableRead, "other", session: "another"));

        Assert.Null(again.Error);
        Assert.Equal(ErrorCode.Overloaded, refused.Error.Code);
        Assert.True(refused.Error.Details.ContainsKey("retry-after-ms"));
    }

    [Fact]
    public async Task Level_that_is_not_known_is_refused()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();

        var read = await executor.SendAsync(Read((ConsistencyLevel)99, "k"));
        var write = await executor.SendAsync(new CacheRequest
        {
            CausalWrite = new CausalWrite { Key = "k", Consistency = (ConsistencyLevel)99, Operation = 1, Payload = ByteString.CopyFromUtf8("v") },
        });

        Assert.Equal(ErrorCode.Unsupported, read.Error.Code);
        Assert.Contains("99", read.Error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Unsupported, write.Error.Code);
        Assert.True((await cluster.Store.GetAsync("k")).IsAbsent);
    }

    [Theory]
    [InlineData(ConsistencyLevel.RepeatableRead)]
    [InlineData(ConsistencyLevel.SingleKeyCausal)]
    [InlineData(ConsistencyLevel.MultiKeyCausal)]
    [InlineData(ConsistencyLevel.Causal)]
    public async Task Truncated_metadata_of_a_session_is_refused(ConsistencyLevel level)
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        var read = Read(level, "k");
        read.Read.Session.Constraints.Reads.Add(new SessionVersion { Key = "k", Version = ByteString.CopyFrom(1, 2, 3) });

        var reply = await executor.SendAsync(read);

        Assert.Equal(ErrorCode.InvalidArgument, reply.Error.Code);
        Assert.Contains("metadata can't be read", reply.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_from_the_far_future_is_read_and_not_changed()
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("k", Values.Text("v", Values.Ahead(TimeSpan.FromDays(365))));

        var change = await executor.SendAsync(new CacheRequest
        {
            RegisterChange = new RegisterChange { Key = "k", Operation = 1, Payload = ByteString.CopyFromUtf8("new") },
        });

        Assert.Equal(ErrorCode.StateUnavailable, change.Error.Code);
        Assert.Contains("can't be changed yet", change.Error.Message, StringComparison.Ordinal);
        Assert.Equal("v", await executor.ReadTextAsync("k"));
        Assert.Equal("v", Values.Text(await cluster.Store.GetAsync("k")));
    }

    [Theory]
    [InlineData(ConsistencyLevel.SingleKeyCausal)]
    [InlineData(ConsistencyLevel.MultiKeyCausal)]
    [InlineData(ConsistencyLevel.Causal)]
    public async Task Causal_read_of_a_value_without_versions_is_refused(ConsistencyLevel level)
    {
        await using var cluster = new Cluster();
        var (_, executor) = await cluster.AddConnectedNodeAsync();
        await cluster.Store.JoinAsync("k", Values.Text("v"));

        var reply = await executor.SendAsync(Read(level, "k"));

        Assert.Equal(ErrorCode.LatticeMismatch, reply.Error.Code);
        Assert.Equal("v", await executor.ReadTextAsync("k"));
    }

    private static CacheRequest Read(ConsistencyLevel level, string key, string session = "session")
    {
        var read = new CacheRead { Consistency = level, RequestId = session, Session = new CacheSession { Id = session, Constraints = new SessionState() } };
        read.Keys.Add(key);
        return new CacheRequest { Read = read };
    }
}
