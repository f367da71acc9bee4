using System.Buffers;
using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// One change of a register at the level Linearizable: reads what the key's primary holds, and puts the new value in its place if nobody came first, with a stamp above
/// the one that it replaces. A write that were only stamped by a clock that lags would be acknowledged and lose.
/// </summary>
/// <remarks>
/// <para>
/// The operation's number is part of the stamp, so a change whose answer was lost is recognised in the store. When it is not there, and something else is than before,
/// nobody can tell whether it was done and then replaced: <see cref="RegisterUpdateOutcome.Unknown"/>, never a false answer.
/// </para>
/// <para>Not thread-safe: one caller drives it until there is an <see cref="Outcome"/>.</para>
/// </remarks>
/// <param name="change">What to do.</param>
/// <param name="stampAfter">Gives a stamp later than one that was seen; only its time is used.</param>
/// <param name="mayBeDone">Whether an earlier try of the same operation may have been done.</param>
public sealed class RegisterUpdate(RegisterIntent change, Func<Stamp, Stamp> stampAfter, bool mayBeDone)
{
    private Stamp? _unansweredFrom;
    private Stamp _found;
    private bool _mayBeDone = mayBeDone;

    /// <summary>How it ended; null while it goes on.</summary>
    public RegisterUpdateOutcome? Outcome { get; private set; }

    /// <summary>What the key holds instead of a register, for <see cref="RegisterUpdateOutcome.Mismatch"/>.</summary>
    public LatticeTag FoundTag { get; private set; }

    /// <summary>Takes what the primary holds, and decides.</summary>
    /// <param name="stored">The capsule, empty when the key is absent.</param>
    /// <returns>What to put in its place, if nobody has changed it since; null when there is an <see cref="Outcome"/>.</returns>
    /// <exception cref="LatticeFormatException">What is stored is not a capsule.</exception>
    public byte[]? Decide(ReadOnlyMemory<byte> stored)
    {
        var isAbsent = stored.IsEmpty || Capsule.IsTombstone(stored.Span);
        _found = stored.IsEmpty ? Stamp.Zero : Capsule.EpochOf(stored.Span);
        FoundTag = stored.IsEmpty ? LatticeTag.Tombstone : Capsule.TagOf(stored.Span);
        if (_found.NodeId == change.Operation || (change.Payload is null && isAbsent))
            return End(RegisterUpdateOutcome.Done);
        if (_mayBeDone && _found != _unansweredFrom)
            return End(RegisterUpdateOutcome.Unknown);
        if (!isAbsent && FoundTag != LatticeTag.LastWriterWins && (change.Payload is not null || change.Expected is not null))
            return End(RegisterUpdateOutcome.Mismatch);
        if (change.Expected is { } expected && !(isAbsent ? expected.OrAbsent : Capsule.LwwPayload(stored).Span.SequenceEqual(expected.Payload.Span)))
            return End(RegisterUpdateOutcome.Refused);

        var stamp = new Stamp(stampAfter(_found).HybridTime, change.Operation);
        if (change.Payload is not { } payload)
            return Capsule.Tombstone(stamp);
        var capsule = new ArrayBufferWriter<byte>(Capsule.LwwPayloadOffset + payload.Length);
        Capsule.WriteLww(capsule, stamp, payload.Span);
        return capsule.WrittenSpan.ToArray();
    }

    /// <summary>Takes the store's answer. When it was not swapped, somebody came first: read again.</summary>
    public void Answered(bool swapped)
    {
        if (swapped)
            Outcome = RegisterUpdateOutcome.Done;
    }

    /// <summary>The store's answer is lost: it may have been done. Read again.</summary>
    public void Unanswered()
    {
        // While the key still holds what was to be replaced it has not been done; should it be on its way, only one of two tries can hit.
        if (!_mayBeDone)
            _unansweredFrom = _found;
        _mayBeDone = true;
    }

    private byte[]? End(RegisterUpdateOutcome outcome)
    {
        Outcome = outcome;
        return null;
    }
}

/// <summary>What a change is meant to do.</summary>
/// <param name="Operation">A number of its own.</param>
/// <param name="Payload">The new value; null to delete, which also deletes other lattices.</param>
/// <param name="Expected">What the register must hold; null for anything.</param>
public sealed record RegisterIntent(ulong Operation, ReadOnlyMemory<byte>? Payload, RegisterExpected? Expected);

/// <summary>What a register must hold for a change to be made.</summary>
/// <param name="Payload">The encoded value.</param>
/// <param name="OrAbsent">Whether the key may also be absent.</param>
public sealed record RegisterExpected(ReadOnlyMemory<byte> Payload, bool OrAbsent);

/// <summary>How a change of a register ended.</summary>
public enum RegisterUpdateOutcome
{
    /// <summary>It was made, once.</summary>
    Done,

    /// <summary>It was not made: the register holds another value than expected.</summary>
    Refused,

    /// <summary>It was not made: the key holds another lattice.</summary>
    Mismatch,

    /// <summary>It may have been made: an answer was lost, and the key has been changed since.</summary>
    Unknown,
}
