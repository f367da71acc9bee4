using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// The payload with the smallest priority number wins. Equal numbers are settled by the greater payload bytes, so that replicas cannot
/// diverge.
/// </summary>
[DebuggerDisplay("{Payload.Length} bytes at {Value}")]
public sealed class Priority : ILattice<Priority>
{
    /// <summary>Creates a value.</summary>
    /// <param name="value">The priority: smaller wins; negative zero counts as zero.</param>
    /// <param name="payload">Opaque to the lattice; must not change afterwards.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is NaN.</exception>
    public Priority(double value, ReadOnlyMemory<byte> payload)
    {
        Value = Numbers.Canonical(value, nameof(value));
        Payload = payload;
    }

    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.Priority;

    /// <summary>Infinite priority number and no bytes: loses to everything.</summary>
    public static Priority Bottom { get; } = new(double.PositiveInfinity, default);

    /// <summary>The priority number; smaller wins.</summary>
    public double Value { get; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <inheritdoc/>
    public Priority Join(Priority other) => IsAtLeast(other) ? this : other;

    /// <inheritdoc/>
    public bool IsAtLeast(Priority other)
    {
        if (Value != other.Value) return Value < other.Value;
        return Payload.Span.SequenceCompareTo(other.Payload.Span) >= 0;
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> writer)
    {
        writer.WriteDouble(Value);
        writer.Write(Payload.Span);
    }

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out Priority lattice)
    {
        lattice = null;
        if (!reader.TryReadDouble(out var value)) return false;
        lattice = new Priority(value, reader.ReadRest());
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Priority? other) =>
        other is not null && Value.Equals(other.Value) && Payload.Span.SequenceEqual(other.Payload.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Priority);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Payload.Length);
}
