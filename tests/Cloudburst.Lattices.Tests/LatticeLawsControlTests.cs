using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using CsCheck;

namespace Cloudburst.Lattices.Tests;

/// <summary>Shows that the laws can fail: a sum is commutative and associative, and no lattice.</summary>
public class LatticeLawsControlTests
{
    [Fact]
    public void Laws_hold_for_a_sum_as_far_as_they_should()
    {
        var laws = new SumLaws();
        laws.Join_is_commutative();
        laws.Join_is_associative();
    }

    [Fact]
    public void Laws_refuse_a_sum()
    {
        var laws = new SumLaws();
        Assert.Throws<CsCheckException>(laws.Join_is_idempotent);
        Assert.Throws<CsCheckException>(laws.Join_is_an_upper_bound);
    }

    private sealed class SumLaws : LatticeLaws<Sum>
    {
        internal override Gen<Sum> Values => Gen.Int[1, 5].Select(value => new Sum(value));
    }

    private sealed class Sum(int value) : ILattice<Sum>
    {
        public static LatticeTag Tag => LatticeTag.Max;

        public static Sum Bottom { get; } = new(0);

        private int Value { get; } = value;

        public Sum Join(Sum other) => new(Value + other.Value);

        public bool IsAtLeast(Sum other) => Join(other).Equals(this);

        public void Write(IBufferWriter<byte> writer) => writer.Write([(byte)Value]);

        public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out Sum lattice)
        {
            lattice = reader.TryReadByte(out var value) ? new Sum(value) : null;
            return lattice is not null;
        }

        public bool Equals(Sum? other) => other is not null && Value == other.Value;

        public override bool Equals(object? obj) => Equals(obj as Sum);

        public override int GetHashCode() => Value;
    }
}
