using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cloudburst.Lattices;

/// <summary>The greatest number seen, integer or double. The two kinds do not mix: joining them is a type mismatch.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class MaxLattice : ILattice<MaxLattice>
{
    private readonly long _int64;
    private readonly double _double;

    private MaxLattice(MaxKind kind, long int64, double @double) => (Kind, _int64, _double) = (kind, int64, @double);

    /// <summary>A maximum over integers.</summary>
    /// <param name="value">The greatest so far.</param>
    public MaxLattice(long value) : this(MaxKind.Int64, value, 0)
    {
    }

    /// <summary>A maximum over doubles.</summary>
    /// <param name="value">The greatest so far; negative zero counts as zero.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is NaN.</exception>
    public MaxLattice(double value) : this(MaxKind.Double, 0, Numbers.Canonical(value, nameof(value)))
    {
    }

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.Max;

    /// <inheritdoc/>
    public static MaxLattice Bottom { get; } = new(MaxKind.None, 0, 0);

    /// <summary>The kind of number inside.</summary>
    public MaxKind Kind { get; }

    /// <summary>The greatest integer seen; null when there is none yet.</summary>
    /// <exception cref="LatticeTypeMismatchException">The maximum is over doubles.</exception>
    public long? Int64 => Kind switch
    {
        MaxKind.None => null,
        MaxKind.Int64 => _int64,
        _ => throw WrongKind(MaxKind.Int64),
    };

    /// <summary>The greatest double seen; null when there is none yet.</summary>
    /// <exception cref="LatticeTypeMismatchException">The maximum is over integers.</exception>
    public double? Double => Kind switch
    {
        MaxKind.None => null,
        MaxKind.Double => _double,
        _ => throw WrongKind(MaxKind.Double),
    };

    /// <inheritdoc/>
    public MaxLattice Join(MaxLattice other) => IsAtLeast(other) ? this : other;

    /// <inheritdoc/>
    /// <exception cref="LatticeTypeMismatchException">The two hold different kinds of number.</exception>
    public bool IsAtLeast(MaxLattice other)
    {
        if (other.Kind == MaxKind.None) return true;
        if (Kind == MaxKind.None) return false;
        if (Kind != other.Kind) throw WrongKind(other.Kind);
        return Kind == MaxKind.Int64 ? _int64 >= other._int64 : _double >= other._double;
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.WriteByte((byte)Kind);
        if (Kind == MaxKind.Int64) writer.WriteUInt64((ulong)_int64);
        else if (Kind == MaxKind.Double) writer.WriteDouble(_double);
    }

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out MaxLattice lattice)
    {
        lattice = null;
        if (!reader.TryReadByte(out var kind)) return false;
        switch ((MaxKind)kind)
        {
            case MaxKind.None:
                lattice = Bottom;
                return true;
            case MaxKind.Int64:
                if (!reader.TryReadUInt64(out var int64)) return false;
                lattice = new MaxLattice((long)int64);
                return true;
            case MaxKind.Double:
                if (!reader.TryReadDouble(out var number)) return false;
                lattice = new MaxLattice(number);
                return true;
            default:
                return reader.Fail("A maximum is of an unknown kind of number.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(MaxLattice? other) =>
        other is not null && Kind == other.Kind && _int64 == other._int64 && _double.Equals(other._double);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MaxLattice);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _int64, _double);

    /// <summary>The number, for people.</summary>
    public override string ToString() => Kind switch
    {
        MaxKind.None => "none",
        MaxKind.Int64 => _int64.ToString(CultureInfo.InvariantCulture),
        _ => _double.ToString(CultureInfo.InvariantCulture),
    };

    private LatticeTypeMismatchException WrongKind(MaxKind asked) =>
        new(Tag, $"The maximum is over numbers of kind '{Kind}' but was used with kind '{asked}'; use one kind for one key.");
}
