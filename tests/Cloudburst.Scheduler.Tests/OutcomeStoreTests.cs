using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Gateways;
using Cloudburst.Scheduler.Requests;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Scheduler.Tests;

public sealed class OutcomeStoreTests : IAsyncLifetime
{
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly OutcomeStore _outcomes;

    public OutcomeStoreTests() => _outcomes = NewOutcomes(_store, TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public void One_who_gives_up_does_not_take_the_announcement_from_others()
    {
        using var patient = _outcomes.Expect(["a"]);
        using (_outcomes.Expect(["a"]))
        {
            // Gives up.
        }
        _outcomes.Announce("a");
        Assert.True(patient.Arrived.IsCompletedSuccessfully);
    }

    [Fact]
    public void Any_of_several_keys_wakes_everybody_who_waits_for_it()
    {
        using var both = _outcomes.Expect(["a", "b"]);
        using var second = _outcomes.Expect(["b"]);
        using var other = _outcomes.Expect(["c", "c"]);
        _outcomes.Announce("b");
        Assert.True(both.Arrived.IsCompletedSuccessfully);
        Assert.True(second.Arrived.IsCompletedSuccessfully);
        Assert.False(other.Arrived.IsCompleted);
    }

    [Fact]
    public void An_announcement_of_the_past_wakes_nobody()
    {
        _outcomes.Announce("a");
        using var late = _outcomes.Expect(["a"]);
        Assert.False(late.Arrived.IsCompleted);
    }

    [Fact]
    public async Task A_stored_outcome_is_announced_when_it_can_be_read()
    {
        using var waiting = _outcomes.Expect(["cb/result/r"]);
        _outcomes.Store("cb/result/r", SchedulerUnderTest.Value("done"), ByteString.Empty);
        await waiting.Arrived.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True((await _store.GetAsync("cb/result/r")).HasValue);
    }

    [Fact]
    public async Task An_answer_stands_when_another_run_of_its_request_comes_to_none()
    {
        var digest = ByteString.CopyFromUtf8("call");
        await StoreAsync(SchedulerUnderTest.Value("done"));
        await StoreAsync(new Outcome { Error = new ErrorInfo { Code = ErrorCode.DeadlineExceeded } });
        var known = await _outcomes.FindAsync("cb/result/r", CancellationToken.None);
        Assert.Equal(SchedulerUnderTest.Value("done").Value, known!.Value);
        Assert.Equal(digest, known.CallDigest);

        async Task StoreAsync(Outcome outcome)
        {
            using var waiting = _outcomes.Expect(["cb/result/r"]);
            _outcomes.Store("cb/result/r", outcome, digest);
            await waiting.Arrived.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task An_outcome_waits_for_a_store_that_is_away()
    {
        var time = new FakeTimeProvider();
        var away = new AwayStore(_store) { IsAway = true };
        var outcomes = NewOutcomes(away, time);
        using var waiting = outcomes.Expect(["cb/result/r"]);
        outcomes.Store("cb/result/r", SchedulerUnderTest.Value("done"), ByteString.Empty);

        for (var i = 0; i < 30; i++)
            time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(waiting.Arrived.IsCompleted);
        away.IsAway = false;
        while (!waiting.Arrived.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True((await _store.GetAsync("cb/result/r")).HasValue);
    }

    [Fact]
    public async Task Who_waits_for_a_value_waits_for_the_store_as_well_and_is_told_at_the_end()
    {
        var away = new AwayStore(_store) { IsAway = true };
        var state = new StateService(away, NewOutcomes(away, TimeProvider.System), new HybridClock(1, TimeProvider.System), TimeProvider.System);
        var found = state.ReadAsync(new StateRead { Keys = { "cb/result/s" }, WaitMs = 60_000 }, CancellationToken.None);
        await away.Asked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(found.IsCompleted);

        away.IsAway = false;
        await _store.JoinAsync("cb/result/s", Capsule.Encode(new LastWriterWins(new Stamp(1, 1), "value"u8.ToArray())));
        Assert.False((await found.WaitAsync(TimeSpan.FromSeconds(30))).State.Capsules.Single().IsEmpty);

        away.IsAway = true;
        var refused = await Assert.ThrowsAsync<KvsException>(() => state.ReadAsync(new StateRead { Keys = { "cb/result/t" }, WaitMs = 50 }, CancellationToken.None));
        Assert.True(refused.IsTransient);
    }

    private static OutcomeStore NewOutcomes(IKeyValueStore store, TimeProvider time) => new(store, new HybridClock(1, TimeProvider.System), time, NullLogger.Instance);
}
