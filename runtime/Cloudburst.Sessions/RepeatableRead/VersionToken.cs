using System.Security.Cryptography;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// The identity of a key's whole value: the stamp of a register or of a session's own deletion, a digest of any other lattice, nothing for an absent key. Two caches that hold
/// equal tokens hold equal values. Immutable.
/// </summary>
public readonly struct VersionToken : IEquatable<VersionToken>
{
    private const byte StampKind = 1;
    private const byte DigestKind = 2;
    private const byte DeletionKind = 3;
    private const int DigestBytes = 16;

    private readonly ReadOnlyMemory<byte> _bytes;

    private VersionToken(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The token of an absent key.</summary>
    public static VersionToken Absent => default;

    /// <summary>Whether the key was absent.</summary>
    public bool IsAbsent => _bytes.IsEmpty;

    /// <summary>The bytes that travel.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The token of a capsule.</summary>
    /// <param name="capsule">The capsule; empty when the key is absent.</param>
    public static VersionToken Of(ReadOnlySpan<byte> capsule)
    {
        if (capsule.IsEmpty || Capsule.IsTombstone(capsule)) return Absent;
        if (Capsule.TryReadHeader(capsule, out var header) && header.Tag == LatticeTag.LastWriterWins) return Stamped(StampKind, header.Stamp);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(capsule, hash);
        return new VersionToken((byte[])[DigestKind, .. hash[..DigestBytes]]);
    }

    /// <summary>
    /// The token of what a session has read or written: a deletion has one of its own, which says when it was made, so that it stays where branches meet.
    /// </summary>
    /// <param name="capsule">The capsule; empty when the key was found absent, a tombstone when the session has deleted it.</param>
    public static VersionToken OfSnapshot(ReadOnlySpan<byte> capsule) =>
        !capsule.IsEmpty && Capsule.IsTombstone(capsule) ? Stamped(DeletionKind, Capsule.EpochOf(capsule)) : Of(capsule);

    /// <summary>Reads what travelled.</summary>
    /// <exception cref="ArgumentException">It is not a token.</exception>
    public static VersionToken Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return Absent;
        var isToken = bytes.Span[0] switch
        {
            StampKind or DeletionKind => bytes.Length == 1 + Stamp.Size,
            DigestKind => bytes.Length == 1 + DigestBytes,
            _ => false,
        };
        return isToken ? new VersionToken(bytes) : throw new ArgumentException($"{bytes.Length} bytes are not the version of a key; the session's metadata is damaged.", nameof(bytes));
    }

    /// <summary>Whether the join of the two values is known to be the other one's: it is absent, or an older register or deletion.</summary>
    public bool IsSupersededBy(VersionToken other)
    {
        if (IsAbsent) return !other.IsAbsent;
        return !other.IsAbsent && HasStamp && other.HasStamp && _bytes.Span[1..].SequenceCompareTo(other._bytes.Span[1..]) < 0;
    }

    private bool HasStamp => _bytes.Span[0] is StampKind or DeletionKind;

    private static VersionToken Stamped(byte kind, Stamp stamp)
    {
        var bytes = new byte[1 + Stamp.Size];
        bytes[0] = kind;
        stamp.WriteTo(bytes.AsSpan(1));
        return new VersionToken(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(VersionToken other) => _bytes.Span.SequenceEqual(other._bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VersionToken other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>The token for people, in hexadecimal.</summary>
    public override string ToString() => IsAbsent ? "absent" : Convert.ToHexStringLower(_bytes.Span);

    /// <summary>Whether two tokens name the same value.</summary>
    public static bool operator ==(VersionToken left, VersionToken right) => left.Equals(right);

    /// <summary>Whether two tokens name different values.</summary>
    public static bool operator !=(VersionToken left, VersionToken right) => !left.Equals(right);
}
