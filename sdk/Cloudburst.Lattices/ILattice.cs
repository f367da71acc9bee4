using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// A value with a least upper bound: <see cref="Join"/> is associative, commutative and idempotent, and
/// <see cref="Bottom"/> is its identity. So copies that have seen the same values are equal, in whatever order, and however
/// often, they saw them (Cloudburst (VLDB 2020) §2.2).
/// </summary>
/// <remarks>Every implementation here is immutable and safe for concurrent use.</remarks>
/// <typeparam name="TSelf">The lattice itself.</typeparam>
public interface ILattice<TSelf> : IEquatable<TSelf> where TSelf : ILattice<TSelf>
{
    /// <summary>The type tag in a capsule.</summary>
    static abstract LatticeTag Tag { get; }

    /// <summary>The least element; joining it changes nothing.</summary>
    static abstract TSelf Bottom { get; }

    /// <summary>The least upper bound of this and <paramref name="other"/>.</summary>
    /// <exception cref="LatticeTypeMismatchException">The two hold values that cannot be joined (kinds of a maximum, types of a map's entries).</exception>
    /// <exception cref="LatticeFormatException">The result would exceed a limit of the format.</exception>
    TSelf Join(TSelf other);

    /// <summary>The partial order: whether this has seen everything that <paramref name="other"/> has.</summary>
    bool IsAtLeast(TSelf other);

    /// <summary>Writes the canonical payload: equal lattices write equal bytes.</summary>
    void Write(IBufferWriter<byte> writer);

    /// <summary>
    /// Reads the whole payload. Refuses (false, with <see cref="PayloadReader.Problem"/> set) whatever <see cref="Write"/>
    /// would not have written; never throws on hostile bytes. The result may keep slices of the reader's memory.
    /// </summary>
    static abstract bool TryRead(ref PayloadReader reader, [MaybeNullWhen(false)] out TSelf lattice);
}
