using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cloudburst.Lattices;

/// <summary>
/// Sets of concurrent versions, sorted. Every version keeps its own name and context (a dotted version vector): one clock for the whole set, as the original
/// system has it, makes the join depend on the order of arrival (a version that has been overwritten can come back next to a concurrent one).
/// </summary>
internal static class CausalVersions
{
    private const byte DeletionFlag = 1;
    private const byte BeyondFlag = 2;

    // The count of a clock, the dot and the kind; a value's length comes on top.
    private const int MinimumVersionSize = 1 + VectorClock.MinimumEntrySize + 1;

    /// <summary>The versions of both that no version of the other has overwritten.</summary>
    /// <exception cref="LatticeFormatException">There are more than a key can hold.</exception>
    public static CausalVersion[] Join(CausalVersion[] left, CausalVersion[] right)
    {
        var joined = new List<CausalVersion>(left.Length + right.Length);
        joined.AddRange(left.Where(version => !IsOverwritten(version, right)));
        joined.AddRange(right.Where(version => !IsOverwritten(version, left) && !left.Contains(version)));
        if (joined.Count > CausalVersion.MaxSiblings)
            throw new TooManySiblingsException(joined.Count);
        joined.Sort((a, b) => a.CompareTo(b));
        return [.. joined];
    }

    public static VectorClock ClockOf(CausalVersion[] versions)
    {
        var clock = VectorClock.Bottom;
        foreach (var version in versions) clock = clock.Join(version.Clock);
        return clock;
    }

    public static DependencySet DependenciesOf(CausalVersion[] versions)
    {
        var dependencies = DependencySet.Empty;
        foreach (var version in versions) dependencies = dependencies.Join(version.Dependencies);
        return dependencies;
    }

    public static CausalVersion? Pick(CausalVersion[] versions) => Array.FindLast(versions, version => !version.IsDeletion);

    public static void Write(IBufferWriter<byte> writer, CausalVersion[] versions, bool withDependencies)
    {
        writer.WriteVarint((ulong)versions.Length);
        foreach (var version in versions)
        {
            writer.WriteUInt64(version.Dot.Replica);
            writer.WriteVarint(version.Dot.Counter);
            version.Context.Clock.Write(writer);
            if (withDependencies) version.Dependencies.Write(writer);
            var beyond = version.Context.Beyond;
            writer.WriteByte((byte)((version.IsDeletion ? DeletionFlag : 0) | (beyond.IsEmpty ? 0 : BeyondFlag)));
            if (!beyond.IsEmpty) Dots.Write(writer, beyond);
            if (!version.IsDeletion) writer.WriteBytes(version.Payload.Span);
        }
    }

    public static bool TryRead(ref PayloadReader reader, bool withDependencies, [NotNullWhen(true)] out CausalVersion[]? versions)
    {
        versions = null;
        if (!reader.TryReadCount(MinimumVersionSize, out var count)) return false;
        if (count > CausalVersion.MaxSiblings) return reader.Fail("A key holds more than 256 concurrent versions.");
        var read = new CausalVersion[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryReadVersion(ref reader, withDependencies, out var version)) return false;
            if (i > 0 && read[i - 1].CompareTo(version) >= 0) return reader.Fail("The versions of a key are not in ascending order.");
            read[i] = version;
        }

        foreach (var version in read)
        {
            if (IsOverwritten(version, read)) return reader.Fail("A key holds a version that another one has overwritten.");
        }

        versions = read;
        return true;
    }

    private static bool TryReadVersion(ref PayloadReader reader, bool withDependencies, [NotNullWhen(true)] out CausalVersion? version)
    {
        version = null;
        var dependencies = DependencySet.Empty;
        if (!reader.TryReadUInt64(out var replica) || !reader.TryReadVarint(out var counter)) return false;
        if (!VectorClock.TryRead(ref reader, out var clock)) return false;
        if (withDependencies && !DependencySet.TryRead(ref reader, out dependencies)) return false;
        if (!reader.TryReadByte(out var kind)) return false;
        if (kind > (DeletionFlag | BeyondFlag)) return reader.Fail("A version is neither a value nor a deletion.");
        CausalContext context = clock;
        if ((kind & BeyondFlag) != 0 && !CausalContext.TryReadBeyond(ref reader, clock, out context!)) return false;
        if (context.LastOf(replica) >= counter) return reader.Fail("A version is named in what it was written after.");
        var isDeletion = (kind & DeletionFlag) != 0;
        ReadOnlyMemory<byte> payload = default;
        if (!isDeletion && !reader.TryReadBytes(out payload)) return false;
        version = new CausalVersion(new Dot(replica, counter), context, dependencies, isDeletion, payload);
        return true;
    }

    private static bool IsOverwritten(CausalVersion version, CausalVersion[] others)
    {
        foreach (var other in others)
        {
            if (version.IsOverwrittenBy(other)) return true;
        }

        return false;
    }
}
