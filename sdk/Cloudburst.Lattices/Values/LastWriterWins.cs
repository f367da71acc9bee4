using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// A register: the payload with the greatest stamp wins (Cloudburst (VLDB 2020) §5.2, the default mode). Equal stamps, which
/// honest writers do not make, are settled by the greater payload bytes, so that replicas cannot diverge.
/// </summary>
/// <param name="stamp">When it was written; also the capsule's epoch.</param>
/// <param name="payload">Opaque to the lattice; must not change afterwards.</param>
[DebuggerDisplay("{Payload.Length} bytes at {Stamp}")]
public sealed class LastWriterWins(Stamp stamp, ReadOnlyMemory<byte> payload) : ILattice<LastWriterWins>
{
    /// <inheritdoc/>
    public static LatticeTag Tag => LatticeTag.LastWriterWins;

    /// <inheritdoc/>
    public static LastWriterWins Bottom { get; } = new(Stamp.Zero, default);

    /// <summary>When it was written.</summary>
    public Stamp Stamp { get; } = stamp;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <inheritdoc/>
    public LastWriterWins Join(LastWriterWins other) => IsAtLeast(other) ? this : other;

    /// <inheritdoc/>
    public bool IsAtLeast(LastWriterWins other)
    {
        var order = Stamp.CompareTo(other.Stamp);
        return order > 0 || (order == 0 && Payload.Span.SequenceCompareTo(other.Payload.Span) >= 0);
    }

    /// <summary>Writes the payload; the stamp is written by the capsule's header.</summary>
    public void Write(IBufferWriter<byte> writer) => writer.Write(Payload.Span);

    /// <inheritdoc/>
    public static bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out LastWriterWins lattice)
    {
        lattice = new LastWriterWins(reader.Epoch, reader.ReadRest());
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(LastWriterWins? other) =>
        other is not null && Stamp == other.Stamp && Payload.Span.SequenceEqual(other.Payload.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LastWriterWins);

    /// <inheritdoc/>
    public override int GetHashCode() => Stamp.GetHashCode();
}
