using System.Diagnostics;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Keys that are followed from outside.</summary>
public sealed class WatchTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    public async Task Watch_gives_the_present_state_then_each_change_and_the_deletion()
    {
        var key = Guid.NewGuid().ToString();
        using var patience = new CancellationTokenSource(Patience);
        var states = _cloud.WatchStateAsync(key, patience.Token).GetAsyncEnumerator(patience.Token);
        await using (states)
        {
            Assert.True(await states.MoveNextAsync());
            Assert.True(states.Current.IsEmpty);

            // By a function: what it wrote went through its machine's cache.
            await _cloud.TestFunctions.WriteAsync(key, "first");
            Assert.True(await states.MoveNextAsync());
            Assert.Equal("first", Payload.Decode<string>(Lattices.Capsule.LwwPayload(states.Current)));

            await _cloud.State.DeleteAsync(key);
            Assert.True(await states.MoveNextAsync());
            Assert.True(states.Current.IsEmpty);
        }
    }

    [Fact]
    public async Task Watch_says_nothing_as_long_as_nothing_changes()
    {
        var key = Guid.NewGuid().ToString();
        await _cloud.TestFunctions.WriteAsync(key, "same");
        using var patience = new CancellationTokenSource(Patience);
        var states = _cloud.WatchStateAsync(key, patience.Token).GetAsyncEnumerator(patience.Token);
        await using (states)
        {
            Assert.True(await states.MoveNextAsync());
            var next = states.MoveNextAsync().AsTask();
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1)));
            Assert.False(next.IsCompleted);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        }
    }

    [Fact]
    public async Task Watch_sees_a_change_also_after_a_long_silence()
    {
        var key = Guid.NewGuid().ToString();
        using var patience = new CancellationTokenSource(Patience);
        var states = _cloud.WatchStateAsync(key, patience.Token).GetAsyncEnumerator(patience.Token);
        await using (states)
        {
            Assert.True(await states.MoveNextAsync());
            var next = states.MoveNextAsync().AsTask();
            // The scheduler looks seldom by now.
            await Task.Delay(TimeSpan.FromSeconds(1));
            await new Counter(_cloud.State, key).IncrementAsync();
            var started = Stopwatch.GetTimestamp();
            Assert.True(await next);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }
    }
}
