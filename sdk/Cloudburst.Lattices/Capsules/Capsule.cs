using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// The one format in which lattices are stored and sent: a versioned header with a type tag, then the lattice's canonical
/// payload (Cloudburst (VLDB 2020) §5.2, "lattice encapsulation").
/// </summary>
/// <remarks>
/// <para>
/// Byte 0 is the format version (<see cref="FormatVersion"/>), byte 1 the <see cref="LatticeTag"/>, byte 2 flags (bit 0: a stamp
/// follows), byte 3 is zero. Then, if flagged, 16 bytes of stamp at <see cref="StampOffset"/>; then the payload. Last-writer-wins
/// and tombstones always have a stamp, so the payload of last-writer-wins starts at byte <see cref="LwwPayloadOffset"/>. Other
/// lattices have one only when it is not zero: their <em>epoch</em>.
/// </para>
/// <para>
/// Deletion: capsules are ordered by epoch first. A tombstone at t beats every value of an epoch before t and loses to every
/// value of epoch t or later; of two values the one of the later epoch wins whole; values of one epoch are joined. After a deletion
/// at t, writers therefore write with epoch t. A tombstone has no type: a deleted key may be reused with another one.
/// </para>
/// <para>All members are thread-safe. Those that return <see cref="JoinResult"/> or bool never throw, whatever the bytes.</para>
/// </remarks>
public static partial class Capsule
{
    /// <summary>The value of byte 0.</summary>
    public const byte FormatVersion = 0xC1;

    /// <summary>Where the stamp lies, in a capsule that has one.</summary>
    public const int StampOffset = 4;

    /// <summary>Where the payload of last-writer-wins starts.</summary>
    public const int LwwPayloadOffset = StampOffset + Stamp.Size;

    /// <summary>How many capsules may lie inside each other, counting the outermost.</summary>
    public const int MaxDepth = 8;

    private const byte HasStampFlag = 1;
    private const LatticeTag LastTag = LatticeTag.Priority;

    /// <summary>Reads the fixed part without looking at the payload.</summary>
    /// <param name="capsule">The capsule.</param>
    /// <param name="header">What it says.</param>
    /// <returns>False if it is not the header of a capsule of this version.</returns>
    public static bool TryReadHeader(ReadOnlySpan<byte> capsule, out CapsuleHeader header) =>
        ProblemWithHeader(capsule, out header) is null;

    /// <summary>The type of the lattice inside, without a check of the payload.</summary>
    /// <exception cref="LatticeFormatException">It is not a capsule.</exception>
    public static LatticeTag TagOf(ReadOnlySpan<byte> capsule) => HeaderOf(capsule).Tag;

    /// <summary>The stamp in the header: see <see cref="CapsuleHeader.Epoch"/>.</summary>
    /// <exception cref="LatticeFormatException">It is not a capsule.</exception>
    public static Stamp EpochOf(ReadOnlySpan<byte> capsule) => HeaderOf(capsule).Epoch;

    /// <summary>Whether this is a capsule that says that its key is deleted.</summary>
    public static bool IsTombstone(ReadOnlySpan<byte> capsule) =>
        TryReadHeader(capsule, out var header) && header.IsTombstone;

    /// <summary>Checks header and payload, at every depth.</summary>
    /// <param name="capsule">The capsule.</param>
    /// <param name="problem">What is wrong, in one sentence; null if nothing is.</param>
    public static bool TryValidate(ReadOnlySpan<byte> capsule, [NotNullWhen(false)] out string? problem) =>
        TryValidate(capsule, depth: 1, out problem);

    /// <summary>A deletion of everything written before <paramref name="deletedAt"/>.</summary>
    public static byte[] Tombstone(Stamp deletedAt)
    {
        var capsule = new byte[LwwPayloadOffset];
        WriteHeader(capsule, LatticeTag.Tombstone, deletedAt, hasStamp: true);
        return capsule;
    }

    /// <summary>Encapsulates a lattice.</summary>
    /// <param name="lattice">The lattice.</param>
    /// <param name="epoch">The deletion that it is written after, if any; last-writer-wins brings its own stamp.</param>
    /// <exception cref="ArgumentException">An epoch was given for last-writer-wins that is not its stamp.</exception>
    public static byte[] Encode<T>(T lattice, Stamp epoch = default) where T : ILattice<T>
    {
        var writer = new ArrayBufferWriter<byte>();
        Write(writer, lattice, epoch);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Encapsulates a lattice into a buffer.</summary>
    /// <inheritdoc cref="Encode" path="/param"/>
    /// <inheritdoc cref="Encode" path="/exception"/>
    /// <param name="writer">Where the capsule goes.</param>
    /// <param name="lattice">The lattice.</param>
    /// <param name="epoch">The deletion that it is written after, if any; last-writer-wins brings its own stamp.</param>
    public static void Write<T>(IBufferWriter<byte> writer, T lattice, Stamp epoch = default) where T : ILattice<T>
    {
        if (lattice is LastWriterWins register)
        {
            if (epoch != Stamp.Zero && epoch != register.Stamp)
                throw new ArgumentException($"The epoch of last-writer-wins is its stamp '{register.Stamp}', not '{epoch}'; leave the epoch out.", nameof(epoch));
            WriteLww(writer, register.Stamp, register.Payload.Span);
            return;
        }

        WriteHeader(writer, T.Tag, epoch);
        lattice.Write(writer);
    }

    /// <summary>Writes a last-writer-wins capsule without making a lattice first.</summary>
    /// <param name="writer">Where the capsule goes.</param>
    /// <param name="stamp">When it is written.</param>
    /// <param name="payload">What is written.</param>
    public static void WriteLww(IBufferWriter<byte> writer, Stamp stamp, ReadOnlySpan<byte> payload)
    {
        var capsule = writer.GetSpan(LwwPayloadOffset + payload.Length);
        WriteHeader(capsule, LatticeTag.LastWriterWins, stamp, hasStamp: true);
        payload.CopyTo(capsule[LwwPayloadOffset..]);
        writer.Advance(LwwPayloadOffset + payload.Length);
    }

    /// <summary>The payload of a last-writer-wins capsule: a slice, not a copy.</summary>
    /// <exception cref="LatticeFormatException">It is not a capsule.</exception>
    /// <exception cref="LatticeTypeMismatchException">It is a tombstone or holds another lattice.</exception>
    public static ReadOnlyMemory<byte> LwwPayload(ReadOnlyMemory<byte> capsule)
    {
        var header = HeaderOf(capsule.Span);
        if (header.Tag != LatticeTag.LastWriterWins) throw new LatticeTypeMismatchException(header.Tag, LatticeTag.LastWriterWins);
        return capsule[header.PayloadOffset..];
    }

    /// <summary>Reads the lattice inside.</summary>
    /// <param name="capsule">The capsule; must not change while the lattice lives, which keeps slices of it.</param>
    /// <exception cref="LatticeFormatException">It is not a valid capsule.</exception>
    /// <exception cref="LatticeTypeMismatchException">It is a tombstone or holds another lattice.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> capsule) where T : ILattice<T>
    {
        var header = HeaderOf(capsule.Span);
        if (header.Tag != T.Tag) throw new LatticeTypeMismatchException(header.Tag, T.Tag);
        if (!TryReadPayload<T>(capsule, header, depth: 1, out var lattice, out var problem)) throw new LatticeFormatException(problem);
        return lattice;
    }

    /// <summary>
    /// The same value under another epoch: what a writer sends when its write met a deletion (<see cref="JoinResult.Deleted"/>) and is
    /// meant to live on after it. Last-writer-wins and tombstones get the epoch as their stamp. The payload is not checked.
    /// </summary>
    /// <param name="capsule">The capsule.</param>
    /// <param name="epoch">Usually the epoch of the capsule that is stored; zero takes the epoch away.</param>
    /// <remarks>
    /// Re-base only a write that has not taken effect. One whose answer was lost may have been applied and then deleted; re-basing it would
    /// bring it back.
    /// </remarks>
    /// <exception cref="LatticeFormatException">It is not a capsule.</exception>
    public static byte[] WithEpoch(ReadOnlySpan<byte> capsule, Stamp epoch)
    {
        var header = HeaderOf(capsule);
        var payload = capsule[header.PayloadOffset..];
        var hasStamp = epoch != Stamp.Zero || AlwaysStamped(header.Tag);
        var offset = hasStamp ? LwwPayloadOffset : StampOffset;
        var rebased = new byte[offset + payload.Length];
        WriteHeader(rebased, header.Tag, epoch, hasStamp);
        payload.CopyTo(rebased.AsSpan(offset));
        return rebased;
    }

    private static bool AlwaysStamped(LatticeTag tag) => tag is LatticeTag.LastWriterWins or LatticeTag.Tombstone;

    private static CapsuleHeader HeaderOf(ReadOnlySpan<byte> capsule) =>
        ProblemWithHeader(capsule, out var header) is { } problem ? throw new LatticeFormatException(problem) : header;

    private static string? ProblemWithHeader(ReadOnlySpan<byte> capsule, out CapsuleHeader header)
    {
        header = default;
        if (capsule.Length < StampOffset) return "The bytes are too short for a capsule.";
        if (capsule[0] != FormatVersion) return "The bytes are not a capsule of a version that this library reads; its first byte should be 0xC1.";
        var tag = (LatticeTag)capsule[1];
        if (tag > LastTag) return "The capsule holds a lattice of a type that this library does not know; it may come from a newer one.";
        var flags = capsule[2];
        if ((flags & ~HasStampFlag) != 0 || capsule[3] != 0) return "The capsule's header has reserved bits set; it may come from a newer library.";

        if (flags == 0)
        {
            if (AlwaysStamped(tag)) return "The capsule should have a stamp and has none.";
            header = new CapsuleHeader(tag, Stamp.Zero, StampOffset);
            return null;
        }

        if (capsule.Length < LwwPayloadOffset) return "The capsule ends inside its stamp.";
        var epoch = Stamp.Read(capsule[StampOffset..]);
        if (epoch == Stamp.Zero && !AlwaysStamped(tag)) return "The capsule spells out an epoch of zero, which has to be left out.";
        if (tag == LatticeTag.Tombstone && capsule.Length != LwwPayloadOffset) return "The capsule is a tombstone with a payload.";
        header = new CapsuleHeader(tag, epoch, LwwPayloadOffset);
        return null;
    }

    private static void WriteHeader(IBufferWriter<byte> writer, LatticeTag tag, Stamp epoch)
    {
        var hasStamp = epoch != Stamp.Zero;
        var size = hasStamp ? LwwPayloadOffset : StampOffset;
        WriteHeader(writer.GetSpan(size), tag, epoch, hasStamp);
        writer.Advance(size);
    }

    private static void WriteHeader(Span<byte> capsule, LatticeTag tag, Stamp epoch, bool hasStamp)
    {
        capsule[0] = FormatVersion;
        capsule[1] = (byte)tag;
        capsule[2] = hasStamp ? HasStampFlag : (byte)0;
        capsule[3] = 0;
        if (hasStamp) epoch.WriteTo(capsule[StampOffset..]);
    }

    private static bool TryReadPayload<T>(
        ReadOnlyMemory<byte> capsule, CapsuleHeader header, int depth, [MaybeNullWhen(false)] out T lattice, [NotNullWhen(false)] out string? problem)
        where T : ILattice<T>
    {
        var reader = new PayloadReader(capsule[header.PayloadOffset..], header.Epoch, depth);
        var read = T.TryRead(ref reader, out lattice);
        if (read && reader.Remaining > 0) read = reader.Fail("The payload goes on after its end.");
        problem = read ? null : reader.Problem ?? "The payload cannot be read.";
        return read;
    }
}
