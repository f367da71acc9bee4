using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>
/// Commits a transaction: all of its writes become visible together or none does, and exactly once although its request may be run again, by several machines at a time.
/// </summary>
/// <remarks>
/// <para>
/// The steps: (1) a <see cref="TransactionRecord"/> of the request is prepared, which takes the place of an earlier attempt that has not committed; if one has, its outcome is
/// given and nothing is done again. (2) The keys written are locked, in order. (3) What was read is read again: it must be unlocked and unchanged. (4) What is to be stored is worked
/// out. (5) The record is swapped from prepared to committed: the commit point. (6) The writes are joined, the locks released.
/// </para>
/// <para>
/// Whoever dies leaves behind what others can go on from: a lock names its owner, and the owner's record says whether it has taken effect. If so its writes are applied by whoever
/// meets the lock; if not the lock is taken away. Nothing is held by time: an owner that was given up while it only was slow finds its record changed, and can't commit.
/// </para>
/// <para>
/// <see cref="Run"/> asks for one <see cref="StoreStep"/> after the other, and can be dropped between any two, as a process that dies would. Not thread-safe.
/// </para>
/// </remarks>
public sealed class CommitProtocol
{
    /// <summary>How often reads are validated again because locks change meanwhile.</summary>
    private const int MaxRounds = 8;

    private readonly CommitRequest _request;
    private readonly CommitLimits _limits;
    private readonly Func<Stamp, Stamp> _stampAfter;
    private readonly LockSteps _locks;
    private readonly string _recordKey;
    private readonly string[] _readKeys;
    private readonly string[] _writeKeys;
    private TransactionRecord? _record;
    private UInt128 _recordVersion;
    private Dictionary<string, ReadOnlyMemory<byte>> _found = [];
    private List<StoreJoin> _deletions = [];
    private List<StoreJoin> _writes = [];
    private bool _isContested;

    /// <summary>Starts a commit.</summary>
    /// <param name="request">The transaction.</param>
    /// <param name="limits">What bounds it.</param>
    /// <param name="stampAfter">Gives a stamp later than one that was seen, and unlike any other.</param>
    public CommitProtocol(CommitRequest request, CommitLimits limits, Func<Stamp, Stamp> stampAfter)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfZero(request.Nonce);
        _request = request;
        _limits = limits;
        _stampAfter = stampAfter;
        _locks = new LockSteps(request, limits);
        _recordKey = TransactionRecord.KeyOf(request.Request);
        _readKeys = [.. request.Reads.Select(static read => read.Key).Distinct(StringComparer.Ordinal)];
        _writeKeys = [.. request.Writes.Select(static write => write.Key)];
    }

    /// <summary>How it ended; set as soon as that is settled and to be seen, while there may still be something to tidy up. Null until then.</summary>
    public CommitResult? Result { get; private set; }

    /// <summary>The writes that were made visible, once <see cref="Result"/> says so.</summary>
    public IEnumerable<StoreJoin> Applied => _deletions.Concat(_writes);

    /// <summary>The steps to take.</summary>
    public IEnumerable<StoreStep> Run()
    {
        if (_writeKeys.Length == 0 && !_request.IsRetry)
        {
            foreach (var step in Validate())
                yield return step;
            if (!_isContested)
            {
                Result ??= new CommitResult(CommitStatus.Committed, _request.Outcome);
                yield break;
            }
        }

        foreach (var step in Prepare())
            yield return step;
        if (Result is not null)
            yield break;
        foreach (var step in _locks.TakeAll(_writeKeys))
            yield return step;
        Result = _locks.Problem;
        if (Result is null)
        {
            foreach (var step in Validate())
                yield return step;
        }

        if (Result is null && WorkOut())
        {
            foreach (var step in Decide())
                yield return step;
        }

        foreach (var step in Result is null ? Finish() : GiveUp())
            yield return step;
    }

    /// <summary>(1) Makes this run the one that may commit for the request.</summary>
    private IEnumerable<StoreStep> Prepare()
    {
        while (true)
        {
            var read = new ReadStep([_recordKey]);
            yield return read;
            var found = read.Found[0];
            var current = TransactionRecord.Decode(_request.Request, found.Capsule);
            if (current is { HasTakenEffect: true })
            {
                foreach (var step in AnswerWith(current))
                    yield return step;
                yield break;
            }

            if (current?.Nonce == _request.Nonce)
            {
                (_record, _recordVersion) = (current, found.Version);
                yield break;
            }

            var before = found.Capsule.IsEmpty ? Stamp.Zero : Capsule.EpochOf(found.Capsule.Span);
            var prepared = TransactionRecord.Prepared(_request.Request, _request.Nonce, before);
            if (current is null && !found.Capsule.IsEmpty)
            {
                // Only a join takes away the tombstone's expiry. Of two that do it the one with the greater number stays, which the next look tells.
                yield return new JoinStep([new StoreJoin(_recordKey, prepared.Encode())]);
                continue;
            }

            var swap = new SwapStep(_recordKey, found.Version, prepared.Encode());
            yield return swap;
            if (swap.Swapped != true)
                continue;
            (_record, _recordVersion) = (prepared, swap.Version);
            yield break;
        }
    }

    /// <summary>(3) Finds out whether all that was read is still there, at one moment, and reads what will be written.</summary>
    private IEnumerable<StoreStep> Validate()
    {
        var foreign = _locks.NotHeld(_readKeys);
        string[] values = [.. _readKeys.Union(_writeKeys, StringComparer.Ordinal)];
        for (var round = 0; round < MaxRounds; round++)
        {
            var before = new ReadStep([.. foreign.Select(TransactionLock.KeyOf), .. _record is null ? [_recordKey] : Array.Empty<string>()]);
            if (before.Keys.Count > 0)
                yield return before;
            // Without a record of its own it looks whether another attempt has one.
            if (_record is null && TransactionRecord.Decode(_request.Request, before.Found[^1].Capsule) is { } other)
            {
                _isContested = !other.HasTakenEffect;
                if (other.HasTakenEffect)
                {
                    foreach (var step in AnswerWith(other))
                        yield return step;
                }

                yield break;
            }

            var busy = foreign.Where((_, i) => !TransactionLock.Decode(before.Found[i].Capsule).IsFree).ToList();
            if (busy.Count > 0)
            {
                foreach (var step in _locks.Clear(busy[0]))
                    yield return step;
                if ((Result = _locks.Problem) is not null)
                    yield break;
                continue;
            }

            var read = new ReadStep(values);
            if (values.Length > 0)
                yield return read;
            _found = new Dictionary<string, ReadOnlyMemory<byte>>(values.Select((key, i) => KeyValuePair.Create(key, read.Found[i].Capsule)), StringComparer.Ordinal);
            if (_request.Reads.FirstOrDefault(IsStale) is { Key: not null } stale)
            {
                Result = new CommitResult(CommitStatus.Conflict, Key: stale.Key);
                yield break;
            }

            // Values have versions that never come back, so each was there all the time; but a key may be absent twice with a value between.
            if (foreign.Count == 0 || _readKeys.Length < 2 || !_readKeys.Any(key => VersionToken.Of(_found[key].Span).IsAbsent))
                yield break;
            var after = new ReadStep([.. foreign.Select(TransactionLock.KeyOf)]);
            yield return after;
            if (after.Found.Select((found, i) => found.Capsule.Span.SequenceEqual(before.Found[i].Capsule.Span)).All(static same => same))
                yield break;
        }

        Result = new CommitResult(CommitStatus.Conflict, Key: _readKeys[0]);
    }

    private bool IsStale(VersionEntry read) => VersionToken.Of(_found[read.Key].Span) != VersionToken.Read(read.Version);

    /// <summary>(4) Works out what is stored if it commits.</summary>
    private bool WorkOut()
    {
        var key = "";
        var bytes = (long)_request.Outcome.Length;
        try
        {
            foreach (var write in _request.Writes)
            {
                key = write.Key;
                var stored = _found[key];
                if (CommitWrites.For(write.Write, stored, _stampAfter) is not { } capsules)
                    return Fail(new CommitResult(CommitStatus.Mismatch, Key: key, Stored: Capsule.TagOf(stored.Span), Written: write.Write.Tag));
                foreach (var capsule in capsules)
                {
                    var tag = Capsule.TagOf(capsule.Span);
                    if (!CapsuleJoin.TryJoin(stored, capsule, out var joined))
                        return Fail(new CommitResult(CommitStatus.Mismatch, Key: key, Stored: Capsule.TagOf(stored.Span), Written: tag));
                    bytes += capsule.Length;
                    if (joined.Length > _limits.MaxValueBytes || bytes > _limits.MaxValueBytes)
                        return Fail(new CommitResult(CommitStatus.TooLarge, Key: key, Bytes: Math.Max(joined.Length, bytes)));
                    stored = joined;
                    if (tag == LatticeTag.Tombstone)
                        _deletions.Add(new StoreJoin(key, capsule, _limits.TombstoneRetention));
                    else
                        _writes.Add(new StoreJoin(key, capsule, write.Write.TimeToLive > TimeSpan.Zero ? write.Write.TimeToLive : null));
                }
            }

            return true;
        }
        catch (OverflowException)
        {
            return Fail(new CommitResult(CommitStatus.Overflow, Key: key));
        }
        catch (ClockDriftException error)
        {
            return Fail(new CommitResult(CommitStatus.Drift, Key: key, Detail: error.Message));
        }
    }

    private bool Fail(CommitResult result)
    {
        Result = result;
        return false;
    }

    /// <summary>(5) The commit point.</summary>
    private IEnumerable<StoreStep> Decide()
    {
        var committed = _record!.Commit(_request.Outcome, _deletions, _writes, _locks.Held);
        while (true)
        {
            var swap = new SwapStep(_recordKey, _recordVersion, committed.Encode());
            yield return swap;
            if (swap.Swapped == true)
                break;
            var read = new ReadStep([_recordKey]);
            yield return read;
            var current = TransactionRecord.Decode(_request.Request, read.Found[0].Capsule);
            if (current?.Nonce == _request.Nonce && current.HasTakenEffect)
            {
                // It was done, but nobody has said how durably. To join it again changes nothing, and is answered only when it is safe.
                yield return new JoinStep([new StoreJoin(_recordKey, committed.Encode())]);
                break;
            }

            if (current?.Nonce != _request.Nonce)
            {
                Result = new CommitResult(CommitStatus.Conflict, Detail: "another attempt took its place, or somebody who waited for it gave it up");
                yield break;
            }

            _recordVersion = read.Found[0].Version;
        }

        _record = committed;
    }

    /// <summary>(6) Makes the writes visible, then tidies up.</summary>
    private IEnumerable<StoreStep> Finish()
    {
        foreach (var step in LockSteps.Apply(_record!))
            yield return step;
        Result = new CommitResult(CommitStatus.Committed, _request.Outcome);
        foreach (var step in _locks.ReleaseAll())
            yield return step;
        yield return LockSteps.MarkDone(_record!, _limits);
    }

    private IEnumerable<StoreStep> GiveUp()
    {
        yield return new JoinStep([new StoreJoin(_recordKey, _record!.GiveUp(), _limits.RecordLifetime)]);
        foreach (var step in _locks.ReleaseAll())
            yield return step;
    }

    /// <summary>Another attempt has taken effect: completes it if need be, and answers for it.</summary>
    private IEnumerable<StoreStep> AnswerWith(TransactionRecord other)
    {
        foreach (var step in LockSteps.Complete(other, _limits))
            yield return step;
        Result = new CommitResult(CommitStatus.Committed, other.Outcome);
    }
}
