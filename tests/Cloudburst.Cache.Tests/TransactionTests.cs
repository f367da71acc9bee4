using Cloudburst.Cache.Tests.Support;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Cache.Tests;

public sealed class TransactionTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(30);

    [Fact]
    public async Task Death_of_the_cache_at_any_moment_of_a_commit_leaves_all_or_nothing_and_the_next_attempt_counts_once()
    {
        var callsLeft = 0;
        for (var died = true; died; callsLeft++)
        {
            await using var cluster = new Cluster();
            var store = new DyingStore(cluster.Store, callsLeft);
            var (_, dying) = Add(cluster, store);
            var (_, alive) = Add(cluster);
            var first = await dying.SendAsync(Commit("request", attempt: 1, outcome: "first", Text("a"), Text("b"), Count("c", replica: 1)));
            died = store.IsDead;

            // Somebody else at the level, and the request's own next attempt.
            var seen = await ReadAtTheLevelAsync(alive, "reader", "a", "b", "c");
            Assert.True(seen is ["", "", "0"] or ["a", "b", "1"], $"{string.Join(',', seen)} after {callsLeft} calls");
            var second = await alive.SendAsync(Commit("request", attempt: 2, outcome: "second", Text("a"), Text("b"), Count("c", replica: 2)));
            Assert.True(second.Error is null, second.Error?.Message);
            // If the first has taken effect its outcome is the request's, whatever the second came to.
            var outcome = second.Committed.Outcome.ToStringUtf8();
            Assert.Equal(seen[0].Length > 0 ? "first" : "second", outcome);
            if (first.Error is null)
                Assert.Equal("first", outcome);
            Assert.Equal(["a", "b", "1"], await ReadAtTheLevelAsync(alive, "reader again", "a", "b", "c"));
            Assert.Equal(1, await cluster.StoredCountAsync("c"));
        }

        Assert.True(callsLeft > 15);
    }

    [Fact]
    public async Task Store_that_is_away_for_a_moment_only_makes_the_commit_late()
    {
        await using var cluster = new Cluster();
        var store = cluster.NewTestStore();
        var (_, executor) = Add(cluster, store);
        store.IsAway = true;
        var commit = executor.SendAsync(Commit("request", attempt: 1, outcome: "first", Text("a"), Count("c", replica: 1)));
        await Task.Delay(50);
        Assert.False(commit.IsCompleted);
        store.IsAway = false;
        Assert.Equal("first", (await commit).Committed.Outcome.ToStringUtf8());
        Assert.Equal("a", Values.Text(await cluster.Store.GetAsync("a")));
    }

    [Fact]
    public async Task Commit_is_asked_for_again_when_its_answer_is_lost_and_is_done_once()
    {
        await using var cluster = new Cluster();
        var (_, executor) = Add(cluster);
        for (var i = 0; i < 3; i++)
        {
            var request = Commit("request", attempt: 1, outcome: $"try {i}", Count("c", replica: 1));
            request.Repeated = i > 0;
            Assert.Equal("try 0", (await executor.SendAsync(request)).Committed.Outcome.ToStringUtf8());
        }

        Assert.Equal(1, await cluster.StoredCountAsync("c"));
    }

    [Fact]
    public async Task Record_of_a_request_ends_and_its_locks_are_free()
    {
        await using var cluster = new Cluster();
        var (_, executor) = Add(cluster);
        await executor.SendAsync(Commit("request", attempt: 1, outcome: "first", Text("a")));
        await Eventually.True(async () =>
        {
            var record = await cluster.Store.GetAsync("cb/txn/request");
            return record.HasValue && Capsule.LwwPayload(record.Capsule).Span[0] == 3;
        }, "the record says that all is done");
    }

    [Fact]
    public async Task Damaged_session_is_an_error()
    {
        await using var cluster = new Cluster();
        var (_, executor) = Add(cluster);
        var commit = Commit("request", attempt: 1, outcome: "first", Text("a"));
        commit.Commit.Session.Reads.Add(new SessionVersion { Key = "a", Version = ByteString.CopyFromUtf8("nonsense") });
        Assert.NotNull((await executor.SendAsync(commit)).Error);
        Assert.True((await cluster.Store.GetAsync("a")).IsAbsent);
    }

    private static (NodeCache Cache, Executor Executor) Add(Cluster cluster, Kvs.IKeyValueStore? store = null) => cluster.AddNode(
        store, withFeed: false, options => options with { TransactionLease = Lease, PollInterval = TimeSpan.FromHours(1) });

    private static CacheRequest Commit(string request, int attempt, string outcome, params SessionWrite[] writes)
    {
        var commit = new TransactionCommit
        {
            RequestId = request,
            Retry = attempt > 1,
            DeadlineUnixMs = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds(),
            Outcome = ByteString.CopyFromUtf8(outcome),
            Session = new SessionState(),
        };
        commit.Session.Writes.AddRange(writes);
        return new CacheRequest { Commit = commit };
    }

    private static SessionWrite Text(string key) => new() { Key = key, Capsule = ByteString.CopyFrom(Values.Text(key)) };

    private static SessionWrite Count(string key, ulong replica) => new() { Key = key, Capsule = ByteString.CopyFrom(Values.Count(replica, 1)) };

    /// <summary>Reads two registers and a counter in one transaction, again until it is sure that they are one state.</summary>
    private static async Task<string[]> ReadAtTheLevelAsync(Executor executor, string request, params string[] keys)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = new CacheRead { Consistency = ConsistencyLevel.Transactional, Session = new CacheSession { Id = $"{request}/{attempt}" }, Fresh = true };
            read.Keys.AddRange(keys);
            var found = (await executor.SendAsync(new CacheRequest { Read = read })).Read;
            var commit = Commit(request, attempt, outcome: "read");
            for (var i = 0; i < keys.Length; i++)
                commit.Commit.Session.Reads.Add(new SessionVersion { Key = keys[i], Version = ByteString.CopyFrom(VersionToken.Of(found.Capsules[i].Span).Bytes.Span) });
            var answer = await executor.SendAsync(commit);
            if (answer.Error is null)
                return [Values.Text(found.Capsules[0]) ?? "", Values.Text(found.Capsules[1]) ?? "", found.Capsules[2].IsEmpty ? "0" : $"{Capsule.Decode<PnCounter>(found.Capsules[2].Memory).Value}"];
            Assert.Equal(ErrorCode.TransactionConflict, answer.Error.Code);
        }
    }
}
