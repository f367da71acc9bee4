using CsCheck;

namespace Cloudburst.Lattices.Tests;

public class PnCounterTests
{
    [Fact]
    public void Concurrent_increments_of_many_replicas_converge() =>
        Gen.Select(Gen.Long[-1_000, 1_000].Array[1, 10].Array[2, 8], Gen.Int).Sample(
            (deltas, seed) =>
            {
                // Each replica counts by itself, and sends what it has after every step.
                var messages = new List<byte[]>();
                for (var replica = 0; replica < deltas.Length; replica++)
                {
                    var own = PnCounter.Bottom;
                    foreach (var delta in deltas[replica])
                    {
                        own = own.Add((ulong)replica, delta);
                        messages.Add(Capsule.Encode(own.DeltaOf((ulong)replica)));
                    }
                }

                var expected = deltas.Sum(own => own.Sum());
                for (var store = 0; store < 3; store++)
                {
                    var arriving = messages.Concat(messages).ToArray(); // every message arrives twice
                    new Random(seed + store).Shuffle(arriving);
                    var stored = arriving.Aggregate(Array.Empty<byte>(), CapsuleJoin.Apply);
                    Assert.Equal(expected, Capsule.Decode<PnCounter>(stored).Value);
                }
            },
            iter: 500);

    [Fact]
    public void Add_counts_up_and_down()
    {
        var counter = PnCounter.Bottom.Add(1, 10).Add(2, -3).Add(1, -4);
        Assert.Equal(3, counter.Value);
        Assert.Equal(new PnEntry(1, 10, 4), counter[1]);
        Assert.Equal(new PnEntry(9, 0, 0), counter[9]);
    }

    [Fact]
    public void Add_leaves_the_old_counter_alone()
    {
        var one = PnCounter.Bottom.Add(1, 1);
        one.Add(1, 1).Add(2, 5);
        Assert.Equal(1, one.Value);
    }

    [Fact]
    public void Add_takes_the_smallest_number() => Assert.Equal(long.MinValue, PnCounter.Bottom.Add(1, long.MinValue).Value);

    [Fact]
    public void Add_beyond_64_bits_is_refused() =>
        Assert.Throws<OverflowException>(() => PnCounter.Delta(1, ulong.MaxValue, 0).Add(1, 1));

    [Fact]
    public void Value_that_does_not_fit_stays_at_the_limit()
    {
        Assert.Equal(long.MaxValue, PnCounter.Delta(1, ulong.MaxValue, 0).Value);
        Assert.Equal(long.MinValue, PnCounter.Delta(1, 0, ulong.MaxValue).Value);
    }

    [Fact]
    public void Delta_brings_one_replica_up_to_date()
    {
        var stored = PnCounter.Bottom.Add(1, 5).Add(2, 7);
        var own = PnCounter.Delta(1, 9, 1);
        Assert.Equal(15, stored.Join(own).Value);
        Assert.Equal(15, stored.Join(own).Join(own).Join(PnCounter.Delta(1, 5, 0)).Value);
    }

    [Fact]
    public void Delta_of_nothing_is_the_bottom() => Assert.Equal(PnCounter.Bottom, PnCounter.Delta(1, 0, 0));
}
