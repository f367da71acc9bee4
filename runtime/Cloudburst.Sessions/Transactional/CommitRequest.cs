using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>A transaction that has run to its end, and is to commit.</summary>
/// <param name="Request">The request, the same for all its attempts.</param>
/// <param name="Nonce">A number of this run of the protocol; not zero.</param>
/// <param name="Deadline">When the request ends, in Unix milliseconds.</param>
/// <param name="IsRetry">Whether another attempt of the request may have committed, or may be about to.</param>
/// <param name="Reads">The versions that it has read.</param>
/// <param name="Writes">What it has written.</param>
/// <param name="Outcome">What its caller is to be told.</param>
public sealed record CommitRequest(
    string Request, ulong Nonce, long Deadline, bool IsRetry, IReadOnlyList<VersionEntry> Reads, IReadOnlyList<WriteEntry> Writes, ReadOnlyMemory<byte> Outcome);

/// <summary>What bounds a commit.</summary>
/// <param name="Lease">How long one waits for another transaction that holds a lock and does not get on, before it is given up.</param>
/// <param name="RecordLifetime">How long it is remembered that the request has taken effect; longer than anybody may run it again.</param>
/// <param name="TombstoneRetention">How long the store remembers a deletion.</param>
/// <param name="MaxValueBytes">The largest value.</param>
public sealed record CommitLimits(TimeSpan Lease, TimeSpan RecordLifetime, TimeSpan TombstoneRetention, long MaxValueBytes);

/// <summary>How a commit ended.</summary>
public enum CommitStatus
{
    /// <summary>The transaction has taken effect, or had none and read one snapshot.</summary>
    Committed,

    /// <summary>It has no effect, because another one came first: it is to be run again.</summary>
    Conflict,

    /// <summary>It has no effect, because a key holds another lattice than was written.</summary>
    Mismatch,

    /// <summary>It has no effect, because a value would be too large.</summary>
    TooLarge,

    /// <summary>It has no effect, because a counter's total would exceed 64 bits.</summary>
    Overflow,

    /// <summary>It has no effect, because a key was written by a clock from the far future.</summary>
    Drift,
}

/// <summary>The result of a commit.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Outcome">What the caller is to be told: of the attempt that took effect, which may be an earlier one.</param>
/// <param name="Key">The key that stood in the way, if any.</param>
/// <param name="Stored">What it holds, for <see cref="CommitStatus.Mismatch"/>.</param>
/// <param name="Written">What was to be written to it.</param>
/// <param name="Bytes">How large the value would be, for <see cref="CommitStatus.TooLarge"/>.</param>
/// <param name="Detail">More, for people.</param>
public sealed record CommitResult(
    CommitStatus Status, ReadOnlyMemory<byte> Outcome = default, string Key = "", LatticeTag Stored = default, LatticeTag Written = default, long Bytes = 0, string Detail = "");
