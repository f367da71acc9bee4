using System.Buffers.Binary;
using System.Globalization;

namespace Cloudburst.Lattices;

/// <summary>
/// A point in hybrid logical time, unique to the node that took it: 48 bits of Unix milliseconds, 16 bits of logical
/// counter, 64 bits of node id.
/// </summary>
/// <remarks>
/// On the wire a stamp is 16 bytes, big-endian, so that comparing the bytes gives the same order as
/// <see cref="CompareTo(Stamp)"/>. No two stamps of honest nodes are equal, which is what makes last-writer-wins total.
/// Immutable; safe for concurrent use.
/// </remarks>
/// <param name="hybridTime">Unix milliseconds in the upper 48 bits, a logical counter in the lower 16.</param>
/// <param name="nodeId">The node that took the stamp; breaks ties between nodes.</param>
public readonly struct Stamp(ulong hybridTime, ulong nodeId) : IComparable<Stamp>, IEquatable<Stamp>
{
    /// <summary>The length of a stamp on the wire, in bytes.</summary>
    public const int Size = 16;

    internal const int CounterBits = 16;

    // The last millisecond that DateTimeOffset can express; 48 bits reach a little further.
    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The stamp before every other one; stands for "never".</summary>
    public static Stamp Zero => default;

    /// <summary>Unix milliseconds in the upper 48 bits, a logical counter in the lower 16.</summary>
    public ulong HybridTime { get; } = hybridTime;

    /// <summary>The node that took the stamp.</summary>
    public ulong NodeId { get; } = nodeId;

    /// <summary>The physical part: milliseconds since the Unix epoch.</summary>
    public long Milliseconds => (long)(HybridTime >> CounterBits);

    /// <summary>The logical part: orders stamps taken by one node in one millisecond.</summary>
    public ushort Counter => (ushort)HybridTime;

    /// <summary>The physical part as a date, in UTC. Accurate to the millisecond, as far as the node's clock was right.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(Milliseconds, LastMillisecond));

    /// <summary>Writes the 16 bytes of this stamp.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is shorter than <see cref="Size"/>.</exception>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, HybridTime);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], NodeId);
    }

    /// <summary>Reads a stamp from its 16 bytes; any 16 bytes are a stamp.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is shorter than <see cref="Size"/>.</exception>
    public static Stamp Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <inheritdoc/>
    public int CompareTo(Stamp other)
    {
        var byTime = HybridTime.CompareTo(other.HybridTime);
        return byTime != 0 ? byTime : NodeId.CompareTo(other.NodeId);
    }

    /// <inheritdoc/>
    public bool Equals(Stamp other) => HybridTime == other.HybridTime && NodeId == other.NodeId;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Stamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HybridTime, NodeId);

    /// <summary>The stamp for people: date, counter and node id.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Time:yyyy-MM-ddTHH:mm:ss.fffZ}+{Counter}@{NodeId:x16}");

    /// <summary>Whether two stamps are the same.</summary>
    public static bool operator ==(Stamp left, Stamp right) => left.Equals(right);

    /// <summary>Whether two stamps differ.</summary>
    public static bool operator !=(Stamp left, Stamp right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;
}
