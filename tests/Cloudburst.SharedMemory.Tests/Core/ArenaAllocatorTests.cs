using Cloudburst.SharedMemory.Core;
using CsCheck;

namespace Cloudburst.SharedMemory.Tests.Core;

public class ArenaAllocatorTests
{
    [Fact]
    public void Runs_never_overlap_and_everything_comes_back() => Gen.Select(Gen.Int[1, 9], Gen.Bool).Array[1, 200].Sample(steps =>
    {
        const int Capacity = 64;
        var arena = new ArenaAllocator(Capacity);
        var taken = new List<(long Start, long Units)>();
        foreach (var (units, giveBack) in steps)
        {
            if (giveBack && taken.Count > 0)
            {
                var (start, length) = taken[units % taken.Count];
                taken.RemoveAt(units % taken.Count);
                arena.Return(start, length);
            }
            else if (arena.TryTake(units) is >= 0 and var at)
            {
                Assert.InRange(at + units, 1, Capacity);
                Assert.DoesNotContain(taken, other => at < other.Start + other.Units && other.Start < at + units);
                taken.Add((at, units));
            }
            Assert.Equal(Capacity - taken.Sum(run => run.Units), arena.Free);
            Assert.True(arena.HighWater >= taken.Select(run => run.Start + run.Units).DefaultIfEmpty().Max());
        }
        foreach (var (start, length) in taken)
            arena.Return(start, length);
        // All pieces have become one again.
        Assert.Equal(0, arena.TryTake(Capacity));
    });

    [Fact]
    public void Takes_the_smallest_run_that_fits_so_that_large_ones_stay_whole()
    {
        var arena = new ArenaAllocator(20);
        var first = arena.TryTake(3);
        arena.TryTake(1);
        arena.Return(first, 3);
        Assert.Equal(first, arena.TryTake(2));
    }

    [Fact]
    public void An_arena_that_stops_growing_gives_out_what_it_had()
    {
        var arena = new ArenaAllocator(100);
        var first = arena.TryTake(10);
        arena.TryTake(5);
        arena.StopGrowing();
        Assert.Equal(15, arena.Capacity);
        Assert.Equal(-1, arena.TryTake(1));
        arena.Return(first, 10);
        Assert.Equal(0, arena.TryTake(10));
    }
}
