using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>The laws on whole capsules, with tombstones, epochs and changes of type.</summary>
public class CapsuleLawsTests
{
    private const int Iterations = 20_000;

    // The empty array stands for an absent key, the bottom of all; nothing is ever joined into something as "absent".
    private static byte[] Join(byte[] a, byte[] b) => b.Length == 0 ? a : CapsuleJoin.Converge(a, b);

    [Fact]
    public void Converge_is_commutative() =>
        Gen.Select(Generators.KeyHistory, Generators.KeyHistory).Sample((a, b) => Assert.Equal(Join(a, b), Join(b, a)), iter: Iterations);

    [Fact]
    public void Converge_is_associative() =>
        Gen.Select(Generators.KeyHistory, Generators.KeyHistory, Generators.KeyHistory)
            .Sample((a, b, c) => Assert.Equal(Join(Join(a, b), c), Join(a, Join(b, c))), iter: Iterations);

    [Fact]
    public void Converge_is_idempotent_and_an_upper_bound() =>
        Gen.Select(Generators.KeyHistory, Generators.KeyHistory).Sample(
            (a, b) =>
            {
                var joined = Join(a, b);
                Assert.Equal(a, Join(a, a));
                Assert.Equal(joined, Join(joined, a));
                Assert.Equal(joined, Join(b, joined));
            },
            iter: Iterations);

    [Fact]
    public void Converge_gives_valid_capsules() =>
        Gen.Select(Generators.KeyHistory, Generators.KeyHistory).Sample(
            (a, b) =>
            {
                var joined = Join(a, b);
                if (joined.Length > 0) Assert.True(Capsule.TryValidate(joined, out var problem), problem);
            },
            iter: Iterations);

    [Fact]
    public void Replicas_that_saw_the_same_in_any_order_hold_the_same_bytes() =>
        Gen.Select(Generators.KeyHistory.Array[1, 8], Gen.Int).Sample(
            (history, seed) =>
            {
                var shuffled = history.Concat(history).ToArray();
                new Random(seed).Shuffle(shuffled);
                Assert.Equal(history.Aggregate(Array.Empty<byte>(), Join), shuffled.Aggregate(Array.Empty<byte>(), Join));
            },
            iter: Iterations);

    [Fact]
    public void Join_agrees_with_Converge_wherever_it_changes_anything() =>
        Gen.Select(Generators.AnyCapsule, Generators.AnyCapsule).Sample(
            (a, b) =>
            {
                var result = CapsuleJoin.ResultOf(a, b);
                if (result is JoinResult.TypeMismatch) return;
                Assert.NotEqual(JoinResult.Malformed, result);
                Assert.Equal(CapsuleJoin.Converge(a, b), CapsuleJoin.Apply(a, b));
            },
            iter: Iterations);

    [Fact]
    public void Join_leaves_its_inputs_alone() =>
        Gen.Select(Generators.AnyCapsule, Generators.AnyCapsule).Sample(
            (a, b) =>
            {
                var (copyOfA, copyOfB) = (a.ToArray(), b.ToArray());
                CapsuleJoin.ResultOf(a, b);
                Assert.Equal(copyOfA, a);
                Assert.Equal(copyOfB, b);
            },
            iter: Iterations);
}
