using Microsoft.Extensions.Time.Testing;

namespace Cloudburst.Lattices.Tests;

public class HybridClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Stamp At(DateTimeOffset time, ulong node) => new((ulong)time.ToUnixTimeMilliseconds() << 16, node);

    [Fact]
    public void Next_follows_wall_time()
    {
        var time = new FakeTimeProvider(Start);
        var clock = new HybridClock(7, time);
        Assert.Equal(At(Start, 7), clock.Next());
        time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(Start.AddMilliseconds(5), clock.Next().Time);
    }

    [Fact]
    public void Next_counts_while_wall_time_stands_still()
    {
        var clock = new HybridClock(7, new FakeTimeProvider(Start));
        Assert.Equal([0, 1, 2], new[] { clock.Next(), clock.Next(), clock.Next() }.Select(stamp => (int)stamp.Counter));
    }

    [Fact]
    public void Next_runs_into_the_next_millisecond_when_the_counter_is_full()
    {
        var clock = new HybridClock(7, new FakeTimeProvider(Start));
        var last = Stamp.Zero;
        for (var i = 0; i <= ushort.MaxValue + 1; i++)
        {
            var next = clock.Next();
            Assert.True(next > last);
            last = next;
        }

        Assert.Equal(At(Start.AddMilliseconds(1), 7), last);
    }

    [Fact]
    public void Next_never_goes_back_when_wall_time_does()
    {
        var time = new MovableTime { Now = Start };
        var clock = new HybridClock(7, time);
        var random = new Random(1);
        var last = clock.Next();
        for (var i = 0; i < 10_000; i++)
        {
            time.Now = Start.AddMilliseconds(random.Next(-100_000, 100_000));
            var next = clock.Next();
            Assert.True(next > last, $"{next} should come after {last}");
            last = next;
        }
    }

    [Fact]
    public void Next_never_repeats_or_goes_back_across_threads()
    {
        const int Threads = 4;
        const int Each = 50_000;
        var clock = new HybridClock(7, TimeProvider.System);
        var taken = new Stamp[Threads][];
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            taken[t] = new Stamp[Each];
            for (var i = 0; i < Each; i++) taken[t][i] = clock.Next();
        })).ToList();
        threads.ForEach(thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(60))));

        Assert.All(taken, own => Assert.All(own.Zip(own.Skip(1)), pair => Assert.True(pair.First < pair.Second)));
        Assert.Equal(Threads * Each, taken.SelectMany(own => own).Distinct().Count());
    }

    [Fact]
    public void Next_comes_after_what_was_observed()
    {
        var clock = new HybridClock(1, new FakeTimeProvider(Start));
        var seen = At(Start.AddSeconds(30), ulong.MaxValue);
        clock.Observe(seen);
        Assert.True(clock.Next() > seen);
    }

    [Fact]
    public void Observe_of_the_past_changes_nothing()
    {
        var clock = new HybridClock(7, new FakeTimeProvider(Start));
        clock.Observe(At(Start.AddDays(-1), 9));
        Assert.Equal(At(Start, 7), clock.Next());
    }

    [Fact]
    public void Observe_accepts_a_drift_up_to_the_limit()
    {
        var clock = new HybridClock(7, new FakeTimeProvider(Start), TimeSpan.FromSeconds(5));
        clock.Observe(At(Start.AddSeconds(5), 9));
        Assert.Equal(Start.AddSeconds(5), clock.Next().Time);
    }

    [Fact]
    public void Observe_refuses_a_stamp_too_far_ahead_and_stays_where_it_was()
    {
        var clock = new HybridClock(7, new FakeTimeProvider(Start));
        var wrong = At(Start.AddMinutes(1).AddMilliseconds(1), 0xBAD);
        var error = Assert.Throws<ClockDriftException>(() => clock.Observe(wrong));
        Assert.Equal(wrong, error.Stamp);
        Assert.Equal(TimeSpan.FromMinutes(1), error.MaxDrift);
        Assert.Contains("'0000000000000bad'", error.Message, StringComparison.Ordinal);
        Assert.False(clock.TryObserve(wrong));
        Assert.Equal(At(Start, 7), clock.Next());
    }

    [Fact]
    public void Observe_across_threads_keeps_the_greatest()
    {
        var clock = new HybridClock(7, new FakeTimeProvider(Start));
        var stamps = Enumerable.Range(0, 10_000).Select(i => new Stamp(At(Start, 0).HybridTime + (ulong)i, 1)).ToArray();
        Parallel.ForEach(stamps, clock.Observe);
        Assert.Equal(stamps[^1].HybridTime + 1, clock.Next().HybridTime);
    }

    [Fact]
    public void Clock_with_a_negative_drift_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HybridClock(1, TimeProvider.System, TimeSpan.FromSeconds(-1)));

    // FakeTimeProvider refuses to go back, which is what has to be tested.
    private sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
