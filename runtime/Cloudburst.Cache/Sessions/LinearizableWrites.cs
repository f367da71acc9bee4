using Cloudburst.Cache.Freshness;
using Cloudburst.Cache.Table;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Cache.Sessions;

/// <summary>
/// Writes at the level Linearizable: they are done at the key's primary and shown here afterwards. A register is changed by the protocol of <see cref="RegisterUpdate"/>, any
/// other lattice by a join that is answered when the store has it.
/// </summary>
internal sealed class LinearizableWrites(
    IKeyValueStore store, VersionMerger merger, CacheTable table, HybridClock clock, NodeCacheOptions options, TimeProvider time)
{
    private readonly RememberedWrites _remembered = new();

    /// <summary>Changes a register; asked again for a change that is known it gives the same answer.</summary>
    public Task<(CacheDone? Done, ErrorInfo? Error)> ChangeAsync(RegisterChange change, bool repeated) =>
        _remembered.OnceAsync(change.Operation, () => ChangeNowAsync(change, repeated));

    /// <summary>Joins in the store.</summary>
    public async Task<(CacheDone? Done, ErrorInfo? Error)> JoinAsync(CacheJoin join)
    {
        if (CacheErrors.ProblemWithKey(join.Key) is { } problem)
            return (null, problem);
        if (join.Capsule.Length > options.MaxValueBytes)
            return (null, CacheErrors.TooLarge(join.Key, join.Capsule.Length, options.MaxValueBytes));
        if (!Capsule.TryReadHeader(join.Capsule.Span, out var header) || header.IsTombstone)
            return (null, CacheErrors.Malformed(join.Key));
        TimeSpan? timeToLive = join.TimeToLiveMs > 0 ? TimeSpan.FromMilliseconds(join.TimeToLiveMs) : null;
        bool isChanged;
        try
        {
            var outcome = await store.JoinAsync(join.Key, join.Capsule.Memory, timeToLive).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
            if (outcome.Status == JoinStatus.Deleted)
                return (Writes.WriteStep.Superseded(outcome.Epoch).Reply, null);
            isChanged = outcome.Status == JoinStatus.Changed;
        }
        catch (KvsException error)
        {
            return (null, CacheErrors.OfStore(error, join.Key));
        }
        catch (TimeoutException)
        {
            return (null, CacheErrors.StoreSilent(join.Key, options.StoreTimeout));
        }

        Show(join.Key, join.Capsule, isChanged ? timeToLive : null);
        return (new CacheDone(), null);
    }

    private async Task<(CacheDone? Done, ErrorInfo? Error)> ChangeNowAsync(RegisterChange change, bool repeated)
    {
        if (CacheErrors.ProblemWithKey(change.Key) is { } problem)
            return (null, problem);
        if (change.WhatCase == RegisterChange.WhatOneofCase.None)
            return (null, CacheErrors.UnknownRequest());
        try
        {
            return await DriveAsync(change, repeated).ConfigureAwait(false);
        }
        catch (KvsException error)
        {
            return (null, CacheErrors.OfStore(error, change.Key));
        }
        catch (TimeoutException)
        {
            return (null, CacheErrors.StoreSilent(change.Key, options.StoreTimeout));
        }
        catch (ClockDriftException error)
        {
            return (null, CacheErrors.Drift(change.Key, error));
        }
#pragma warning disable CA1031 // Whoever asks again for the same change must be answered too.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (null, CacheErrors.Unexpected(error));
        }
    }

    private async Task<(CacheDone? Done, ErrorInfo? Error)> DriveAsync(RegisterChange change, bool repeated)
    {
        var payload = change.WhatCase == RegisterChange.WhatOneofCase.Payload ? change.Payload.Memory : default(ReadOnlyMemory<byte>?);
        var expected = change.Expected is null ? null : new RegisterExpected(change.Expected.Payload.Memory, change.Expected.OrAbsent);
        var protocol = new RegisterUpdate(new RegisterIntent(change.Operation, payload, expected), StampAfter, repeated);
        var started = time.GetTimestamp();
        while (true)
        {
            var found = await store.GetVersionedAsync(change.Key).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
            if (protocol.Decide(found.Entry.Capsule) is not { } capsule)
            {
                // It is there, but nobody has said how durably. To join it again changes nothing, and is answered only when it is safe.
                if (protocol.Outcome == RegisterUpdateOutcome.Done && !found.Entry.IsAbsent)
                    await store.JoinAsync(change.Key, found.Entry.Capsule).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
                break;
            }

            if (capsule.Length > options.MaxValueBytes)
                return (null, CacheErrors.TooLarge(change.Key, capsule.Length, options.MaxValueBytes));
            if (await PutAsync(protocol, change.Key, found.Version, capsule).ConfigureAwait(false))
                Show(change.Key, UnsafeByteOperations.UnsafeWrap(capsule));
            if (protocol.Outcome is not null)
                break;
            if (time.GetElapsedTime(started) > options.StoreTimeout)
                return (null, CacheErrors.RegisterContended(change.Key, options.StoreTimeout));
        }

        return protocol.Outcome switch
        {
            RegisterUpdateOutcome.Done => (new CacheDone(), null),
            RegisterUpdateOutcome.Refused => (new CacheDone { Refused = true }, null),
            RegisterUpdateOutcome.Mismatch => (null, CacheErrors.Mismatch(change.Key, protocol.FoundTag, LatticeTag.LastWriterWins)),
            _ => (null, CacheErrors.ChangeUnknown(change.Key)),
        };
    }

    /// <summary>Puts the capsule in the place of the version that was read.</summary>
    /// <returns>Whether it is there now.</returns>
    private async Task<bool> PutAsync(RegisterUpdate protocol, string key, KvsVersion version, byte[] capsule)
    {
        try
        {
            bool swapped;
            if (Capsule.IsTombstone(capsule))
            {
                // A join, because only that gives the tombstone an end; one that is later than what was read does the same.
                var outcome = await store.DeleteAsync(key, Capsule.EpochOf(capsule), options.TombstoneRetention).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false);
                swapped = outcome.Status == JoinStatus.Changed;
            }
            else
            {
                swapped = (await store.CompareAndSetAsync(key, version, capsule).WithinAsync(options.StoreTimeout, time).ConfigureAwait(false)).Swapped;
            }

            protocol.Answered(swapped);
            return swapped;
        }
        catch (Exception error) when (error is TimeoutException or KvsException { IsTransient: true })
        {
            protocol.Unanswered();
            return false;
        }
    }

    private Stamp StampAfter(Stamp seen)
    {
        clock.Observe(seen);
        return clock.Next();
    }

    private void Show(string key, ByteString written, TimeSpan? timeToLive = null)
    {
        merger.ApplyWrite(key, written, timeToLive);
        table.Tidy();
    }
}
