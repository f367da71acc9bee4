using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>The part of <see cref="CommitProtocol"/> that takes locks, and deals with those of others: waits for them, completes what has committed, and takes away what nobody needs.</summary>
internal sealed class LockSteps(CommitRequest request, CommitLimits limits)
{
    private const int LongestPauseMilliseconds = 16;

    /// <summary>So many leases are waited at most, for all owners of a lock that come one after the other.</summary>
    private const int MaxLeases = 5;

    private readonly SortedDictionary<int, (TransactionLock Lock, UInt128 Version)> _held = [];
    private (TransactionLock Lock, UInt128 Version) _last;
    private TimeSpan _waited;

    public IReadOnlyList<int> Held => [.. _held.Keys];

    /// <summary>Why a lock can't be had; null while it can.</summary>
    public CommitResult? Problem { get; private set; }

    /// <summary>The locks of keys that are not held.</summary>
    public IReadOnlyList<int> NotHeld(IEnumerable<string> keys) => [.. keys.Select(TransactionLock.BucketOf).Distinct().Where(bucket => !_held.ContainsKey(bucket)).Order()];

    /// <summary>Takes the locks of keys. All transactions do it in the same order, so waiting ends.</summary>
    public IEnumerable<StoreStep> TakeAll(IEnumerable<string> keys)
    {
        foreach (var bucket in NotHeld(keys))
        {
            while (true)
            {
                foreach (var step in Clear(bucket, mayWait: true))
                    yield return step;
                if (Problem is not null)
                    yield break;
                var (found, version) = _last;
                if (found.Nonce == request.Nonce)
                {
                    _held[bucket] = _last;
                    break;
                }

                var taken = found.Take(request.Nonce, request.Deadline, request.Request);
                var swap = new SwapStep(TransactionLock.KeyOf(bucket), version, taken.Encode());
                yield return swap;
                if (swap.Swapped != true)
                    continue;
                _held[bucket] = (taken, swap.Version);
                break;
            }
        }
    }

    /// <summary>Waits until nobody else holds a lock that a read needs free.</summary>
    public IEnumerable<StoreStep> Clear(int bucket) => Clear(bucket, mayWait: _held.Count == 0);

    public IEnumerable<StoreStep> ReleaseAll()
    {
        foreach (var (bucket, (held, version)) in _held)
        {
            var swap = new SwapStep(TransactionLock.KeyOf(bucket), version, held.Release().Encode());
            yield return swap;
            if (swap.Swapped is null)
            {
                foreach (var step in Release(bucket, request.Nonce))
                    yield return step;
            }
        }
    }

    /// <summary>Makes the writes of a committed transaction visible.</summary>
    public static IEnumerable<StoreStep> Apply(TransactionRecord record)
    {
        if (record.Deletions.Count > 0)
            yield return new JoinStep(record.Deletions);
        if (record.Writes.Count > 0)
            yield return new JoinStep(record.Writes);
    }

    public static JoinStep MarkDone(TransactionRecord record, CommitLimits limits) =>
        new([new StoreJoin(TransactionRecord.KeyOf(record.Request), record.Finish().Encode(), limits.RecordLifetime)]);

    /// <summary>Does for a committed transaction what its own run may not have got to.</summary>
    public static IEnumerable<StoreStep> Complete(TransactionRecord record, CommitLimits limits)
    {
        if (record.State == TransactionState.Done)
            yield break;
        foreach (var step in Apply(record))
            yield return step;
        foreach (var bucket in record.Locks)
        {
            foreach (var step in Release(bucket, record.Nonce))
                yield return step;
        }

        yield return MarkDone(record, limits);
    }

    private IEnumerable<StoreStep> Clear(int bucket, bool mayWait)
    {
        var patience = limits.Lease;
        var pause = 1;
        var watched = 0UL;
        while (true)
        {
            var read = new ReadStep([TransactionLock.KeyOf(bucket)]);
            yield return read;
            var held = TransactionLock.Decode(read.Found[0].Capsule);
            _last = (held, read.Found[0].Version);
            if (held.IsFree || held.Nonce == request.Nonce)
                yield break;
            if (held.Nonce != watched)
                (watched, patience, pause) = (held.Nonce, limits.Lease, 1);

            var look = new ReadStep([TransactionRecord.KeyOf(held.Request)]);
            yield return look;
            var owner = TransactionRecord.Decode(held.Request, look.Found[0].Capsule);
            if (owner?.Nonce != held.Nonce || owner.State == TransactionState.Done)
            {
                // It was given up, or another attempt took its place: it never commits.
                yield return new SwapStep(TransactionLock.KeyOf(bucket), read.Found[0].Version, held.Release().Encode());
                continue;
            }

            if (owner.State == TransactionState.Committed)
            {
                foreach (var step in Complete(owner, limits))
                    yield return step;
                continue;
            }

            if (!mayWait && !GoesBefore(held))
            {
                Problem = new CommitResult(CommitStatus.Conflict, Detail: $"request '{held.Request}' is about to write what this one has read");
                yield break;
            }

            if (mayWait && patience > TimeSpan.Zero)
            {
                var duration = TimeSpan.FromMilliseconds(pause);
                yield return new PauseStep(duration);
                (patience, pause, _waited) = (patience - duration, Math.Min(pause * 2, LongestPauseMilliseconds), _waited + duration);
                if (_waited > limits.Lease * MaxLeases)
                {
                    Problem = new CommitResult(CommitStatus.Conflict, Detail: $"others held a lock that it needs for {_waited.TotalSeconds:0.#} s");
                    yield break;
                }

                continue;
            }

            yield return new JoinStep([new StoreJoin(TransactionRecord.KeyOf(held.Request), owner.GiveUp(), limits.RecordLifetime)]);
        }
    }

    /// <summary>Of two that are in each other's way exactly one goes on: the one that has less time.</summary>
    private bool GoesBefore(TransactionLock other) =>
        request.Deadline != other.Deadline ? request.Deadline < other.Deadline : string.CompareOrdinal(request.Request, other.Request) < 0;

    private static IEnumerable<StoreStep> Release(int bucket, ulong nonce)
    {
        while (true)
        {
            var read = new ReadStep([TransactionLock.KeyOf(bucket)]);
            yield return read;
            var held = TransactionLock.Decode(read.Found[0].Capsule);
            if (held.Nonce != nonce)
                yield break;
            yield return new SwapStep(TransactionLock.KeyOf(bucket), read.Found[0].Version, held.Release().Encode());
        }
    }
}
