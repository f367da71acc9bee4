using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Scheduler.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Scheduler.Tests;

public sealed class OutcomeStoreTests : IAsyncLifetime
{
    private readonly EmbeddedKeyValueStore _store = EmbeddedKeyValueStore.Start();
    private readonly OutcomeStore _outcomes;

    public OutcomeStoreTests() => _outcomes = new OutcomeStore(_store, new HybridClock(1, TimeProvider.System), NullLogger.Instance);

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
        _outcomes.Store("cb/result/r", SchedulerUnderTest.Value("done"));
        await waiting.Arrived.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True((await _store.GetAsync("cb/result/r")).HasValue);
    }
}
