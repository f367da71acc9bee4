using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>A flag that, once raised, stays raised.</summary>
[DebuggerDisplay("{IsRaised}")]
public sealed class FlagLattice : ILattice<FlagLattice>
{
    private FlagLattice(bool isRaised) => IsRaised = isRaised;

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.Flag;

    /// <summary>The flag as it starts: not raised.</summary>
    public static FlagLattice Bottom { get; } = new(false);

    /// <summary>The raised flag.</summary>
    public static FlagLattice Raised { get; } = new(true);

    /// <summary>Whether anyone has raised it.</summary>
    public bool IsRaised { get; }

    /// <inheritdoc/>
    public FlagLattice Join(FlagLattice other) => IsRaised ? this : other;

    /// <inheritdoc/>
    public bool IsAtLeast(FlagLattice other) => IsRaised || !other.IsRaised;

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer) => writer.WriteByte(IsRaised ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out FlagLattice lattice)
    {
        lattice = null;
        if (!reader.TryReadByte(out var value)) return false;
        if (value > 1) return reader.Fail("A flag is neither 0 nor 1.");
        lattice = value == 1 ? Raised : Bottom;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(FlagLattice? other) => other is not null && IsRaised == other.IsRaised;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlagLattice);

    /// <inheritdoc/>
    public override int GetHashCode() => IsRaised.GetHashCode();
}
