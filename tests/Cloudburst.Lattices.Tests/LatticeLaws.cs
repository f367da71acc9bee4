using System.Buffers;
using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>The laws that every lattice obeys, on random values.</summary>
public abstract class LatticeLaws<T> where T : class, ILattice<T>
{
    private const int Iterations = 3_000;

    internal abstract Gen<T> Values { get; }

    [Fact]
    public void Join_is_commutative() =>
        Gen.Select(Values, Values).Sample((a, b) => a.Join(b).Equals(b.Join(a)), iter: Iterations);

    [Fact]
    public void Join_is_associative() =>
        Gen.Select(Values, Values, Values).Sample((a, b, c) => a.Join(b).Join(c).Equals(a.Join(b.Join(c))), iter: Iterations);

    [Fact]
    public void Join_is_idempotent() =>
        Gen.Select(Values, Values).Sample((a, b) => a.Join(a).Equals(a) && a.Join(b).Join(b).Equals(a.Join(b)), iter: Iterations);

    [Fact]
    public void Bottom_is_the_identity() =>
        Values.Sample(a => a.Join(T.Bottom).Equals(a) && T.Bottom.Join(a).Equals(a) && a.IsAtLeast(T.Bottom), iter: Iterations);

    [Fact]
    public void Join_is_an_upper_bound() =>
        Gen.Select(Values, Values).Sample((a, b) => a.Join(b).IsAtLeast(a) && a.Join(b).IsAtLeast(b), iter: Iterations);

    [Fact]
    public void Order_is_that_of_the_join() =>
        Gen.Select(Values, Values).Sample((a, b) => a.IsAtLeast(b) == a.Join(b).Equals(a) && a.IsAtLeast(a), iter: Iterations);

    [Fact]
    public void Encoding_comes_back_equal() =>
        Values.Sample(a => Capsule.Decode<T>(Capsule.Encode(a)).Equals(a), iter: Iterations);

    [Fact]
    public void Equal_values_have_equal_bytes_and_hash_codes() =>
        Gen.Select(Values, Values).Sample(
            (a, b) =>
            {
                var (ab, ba) = (a.Join(b), b.Join(a));
                Assert.Equal(Capsule.Encode(ab), Capsule.Encode(ba));
                Assert.Equal(ab.GetHashCode(), ba.GetHashCode());
                Assert.Equal(a.Equals(b), Capsule.Encode(a).AsSpan().SequenceEqual(Capsule.Encode(b)));
            },
            iter: Iterations);

    [Fact]
    public void Joining_the_bytes_is_encoding_the_join() =>
        Gen.Select(Values, Values).Sample(
            (a, b) => Assert.Equal(Capsule.Encode(a.Join(b)), CapsuleJoin.Apply(Capsule.Encode(a), Capsule.Encode(b))), iter: Iterations);

    [Fact]
    public void Join_of_capsules_says_what_happened() =>
        Gen.Select(Values, Values).Sample(
            (a, b) =>
            {
                var (stored, incoming) = (Capsule.Encode(a), Capsule.Encode(b));
                var output = new ArrayBufferWriter<byte>();
                var result = Capsule.Join(stored, incoming, output);
                var expected = a.IsAtLeast(b) ? JoinResult.Unchanged : b.IsAtLeast(a) ? JoinResult.TakeIncoming : JoinResult.Merged;
                Assert.Equal(expected, result);
                Assert.Equal(result == JoinResult.Merged, output.WrittenCount > 0);
            },
            iter: Iterations);
}

public class LastWriterWinsLaws : LatticeLaws<LastWriterWins>
{
    internal override Gen<LastWriterWins> Values => Generators.LastWriterWins;
}

public class Int64MaxLaws : LatticeLaws<MaxLattice>
{
    internal override Gen<MaxLattice> Values => Generators.Int64Max;
}

public class DoubleMaxLaws : LatticeLaws<MaxLattice>
{
    internal override Gen<MaxLattice> Values => Generators.DoubleMax;
}

public class FlagLaws : LatticeLaws<FlagLattice>
{
    internal override Gen<FlagLattice> Values => Generators.Flag;
}

public class GrowSetLaws : LatticeLaws<GrowSet>
{
    internal override Gen<GrowSet> Values => Generators.GrowSet;
}

public class OrderedSetLaws : LatticeLaws<OrderedSet>
{
    internal override Gen<OrderedSet> Values => Generators.OrderedSet;
}

public class ObservedRemoveSetLaws : LatticeLaws<ObservedRemoveSet>
{
    internal override Gen<ObservedRemoveSet> Values => Generators.ObservedRemoveSet;
}

public class PnCounterLaws : LatticeLaws<PnCounter>
{
    internal override Gen<PnCounter> Values => Generators.PnCounter;
}

public class MapLaws : LatticeLaws<MapLattice>
{
    internal override Gen<MapLattice> Values => Generators.Map;
}

public class VectorClockLaws : LatticeLaws<VectorClock>
{
    internal override Gen<VectorClock> Values => Generators.VectorClock;
}

public class SingleKeyCausalLaws : LatticeLaws<SingleKeyCausal>
{
    internal override Gen<SingleKeyCausal> Values => Generators.SingleKeyCausal;
}

public class MultiKeyCausalLaws : LatticeLaws<MultiKeyCausal>
{
    internal override Gen<MultiKeyCausal> Values => Generators.MultiKeyCausal;
}

public class PriorityLaws : LatticeLaws<Priority>
{
    internal override Gen<Priority> Values => Generators.Priority;
}
