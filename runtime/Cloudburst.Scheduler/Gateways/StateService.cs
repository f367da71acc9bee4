using System.Security.Cryptography;
using Cloudburst.Kvs;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Requests;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Gateways;

/// <summary>Reads and writes state for clients, which do not reach the store themselves.</summary>
internal sealed class StateService(IKeyValueStore store, OutcomeStore outcomes, HybridClock clock, TimeProvider time)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(250);

    /// <summary>Enough that two contents of one key never have the same.</summary>
    private const int VersionBytes = 16;

    private static readonly ByteString AbsentVersion = ByteString.CopyFrom(0);

    public async Task<GatewayFrame> ReadAsync(StateRead read, CancellationToken cancellationToken)
    {
        // Outcomes are read by their futures, dead letters by whoever looks into them; everything else of the system's own is not a client's business.
        foreach (var key in read.Keys)
        {
            if (IsReserved(key) && !key.StartsWith(ResultKeys.Prefix, StringComparison.Ordinal) && !key.StartsWith(DeadLetterKeys.Prefix, StringComparison.Ordinal))
                return new GatewayFrame { Error = Errors.ReservedKey(key) };
        }
        if (read.KnownVersions.Count > 0 && read.KnownVersions.Count != read.Keys.Count)
            return new GatewayFrame { Error = Errors.VersionsMissing(read.Keys.Count, read.KnownVersions.Count) };
        var entries = read.WaitMs > 0
            ? await WaitAsync(read, cancellationToken).ConfigureAwait(false)
            : await store.GetManyAsync(read.Keys, cancellationToken).ConfigureAwait(false);
        var reply = new StateReadReply();
        foreach (var entry in entries)
            reply.Capsules.Add(entry.HasValue ? UnsafeByteOperations.UnsafeWrap(entry.Capsule) : ByteString.Empty);
        if (read.KnownVersions.Count > 0)
            reply.Versions.AddRange(entries.Select(VersionOf));
        return new GatewayFrame { State = reply };
    }

    public async Task<GatewayFrame> JoinAsync(StateJoin join, CancellationToken cancellationToken)
    {
        if (IsReserved(join.Key))
            return new GatewayFrame { Error = Errors.ReservedKey(join.Key) };
        var timeToLive = join.TimeToLiveMs > 0 ? TimeSpan.FromMilliseconds(join.TimeToLiveMs) : (TimeSpan?)null;
        var outcome = await store.JoinAsync(join.Key, join.Capsule.Memory, timeToLive, cancellationToken).ConfigureAwait(false);
        var done = new Done();
        if (outcome.Status == JoinStatus.Deleted)
        {
            var stamp = new byte[Stamp.Size];
            outcome.Epoch.WriteTo(stamp);
            done.SupersededBy = UnsafeByteOperations.UnsafeWrap(stamp);
        }
        return new GatewayFrame { Done = done };
    }

    public async Task<GatewayFrame> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (IsReserved(key))
            return new GatewayFrame { Error = Errors.ReservedKey(key) };
        var entry = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        // A tombstone wins over what it has seen, so it must carry a later stamp than that.
        if (!entry.IsAbsent)
            clock.Observe(Capsule.EpochOf(entry.Capsule.Span));
        await store.DeleteAsync(key, clock.Next(), null, cancellationToken).ConfigureAwait(false);
        return new GatewayFrame { Done = new Done() };
    }

    private async Task<KvsEntry[]> WaitAsync(StateRead read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var limit = TimeSpan.FromMilliseconds(read.WaitMs);
        var pause = FirstPoll;
        while (true)
        {
            // Asked for before reading: an announcement in between is not missed.
            using var announcement = outcomes.Expect(read.Keys);
            KvsEntry[]? entries = null;
            try
            {
                entries = await store.GetManyAsync(read.Keys, cancellationToken).ConfigureAwait(false);
            }
            catch (KvsException error) when (error.IsTransient && time.GetElapsedTime(started) < limit)
            {
                // Whoever waits for a value that is not there yet waits for the store as well.
            }
            var remaining = limit - time.GetElapsedTime(started);
            if (entries is not null && (remaining <= TimeSpan.Zero || IsAwaited(read, entries)))
                return entries;
            if (remaining <= TimeSpan.Zero)
                continue; // Once more, and then its failure is the answer.
            try
            {
                await announcement.Arrived.WaitAsync(pause < remaining ? pause : remaining, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // An outcome of another scheduler's request is not announced here, nor is a change of state; both are found by looking.
                pause = pause * 2 < LongestPoll ? pause * 2 : LongestPoll;
            }
        }
    }

    /// <summary>Whether the keys are there; or, for a watcher, whether one of them is another than it knows.</summary>
    private static bool IsAwaited(StateRead read, KvsEntry[] entries) => read.KnownVersions.Count > 0
        ? entries.Where((entry, place) => VersionOf(entry) != read.KnownVersions[place]).Any()
        : Array.TrueForAll(entries, entry => entry.HasValue);

    // Of the content alone, so that a watcher may go on at another scheduler. Absent and deleted look the same to clients, and are.
    private static ByteString VersionOf(KvsEntry entry) => entry.HasValue
        ? UnsafeByteOperations.UnsafeWrap(SHA256.HashData(entry.Capsule.Span).AsMemory(0, VersionBytes))
        : AbsentVersion;

    private static bool IsReserved(string key) => key.StartsWith(ReservedKeys.Prefix, StringComparison.Ordinal);
}
