using Cloudburst.Cache.Freshness;
using Cloudburst.Cache.Table;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Cache.Sessions;

/// <summary>
/// Reads at the causal levels: drives the protocol with what is cached and what the store has. Beside feeds that can be waited for it is <see cref="SettledRead"/>;
/// without, and for single keys, it is <see cref="CausalRead"/>, which looks at dependencies instead.
/// </summary>
internal sealed class CausalReads(
    CacheTable table, FreshReader fresh, FeedBarrier barrier, HybridClock clock, CacheMetrics metrics, NodeCacheOptions options, TimeProvider time) : ISettledCache
{
    /// <summary>Dependencies that are fetched ahead at a time, for all requests.</summary>
    private const int MaxFetchesAhead = 256;

    private readonly string _address = options.PeerAddress;
    private int _ahead;

    public long SettledUpTo => barrier.SettledUpTo;

    public long Arrivals => table.Arrivals;

    public async Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadAsync(CacheRead read)
    {
        try
        {
            var constraints = SessionMessages.ToRecord(read.Session?.Constraints);
            if (read.Consistency != ConsistencyLevel.SingleKeyCausal && barrier.IsPossible)
            {
                var (isAnswered, reply, error) = await ReadSettledAsync(read, constraints).ConfigureAwait(false);
                if (isAnswered)
                    return (reply, error);
            }

            return await ReadByDependenciesAsync(read, constraints).ConfigureAwait(false);
        }
        catch (ArgumentException error)
        {
            return (null, CacheErrors.DamagedSession(error.Message));
        }
    }

    public bool TryTake(string key, out CachedVersion version)
    {
        version = default;
        if (!table.TryGet(key, out var entry))
            return false;
        // The value first: the arrival is then its own or a later one.
        var value = entry.Value;
        var arrival = entry.Arrival;
        if (value is null || entry.ExactIn != barrier.Epoch)
            return false;
        entry.Touch();
        version = new CachedVersion(value.Memory, arrival);
        return true;
    }

    /// <returns>Not answered when a barrier could not be passed, because a feed has just gone or can't tell.</returns>
    private async Task<(bool IsAnswered, CacheReadReply? Reply, ErrorInfo? Error)> ReadSettledAsync(CacheRead read, SessionRecord constraints)
    {
        var protocol = new SettledRead((SessionLevel)read.Consistency, read.Keys, constraints, _address);
        var missed = 0;
        while (protocol.Next(this) is { IsDone: false } step)
        {
            if (step.IsBarrier)
            {
                if (!await barrier.PassAsync().ConfigureAwait(false))
                    return (false, null, null);
                protocol.Passed();
                continue;
            }

            missed += step.Keys.Count;
            var (entries, error) = await fresh.ReadAsync(step.Keys).ConfigureAwait(false);
            if (error is not null)
                return (true, null, error);
            for (var i = 0; i < entries.Length; i++)
                protocol.Supply(step.Keys[i], entries[i].Capsule, table.Arrivals);
        }

        Count(read, missed);
        if (protocol.Problem is { } problem)
            return (true, null, CacheErrors.OfCausalRead(problem, read.Consistency));
        var reply = new CacheReadReply { Cache = _address, Arrival = protocol.Arrival, Settled = true, Fetched = Math.Min(missed, read.Keys.Count) };
        reply.Capsules.AddRange(protocol.Results.Select(UnsafeByteOperations.UnsafeWrap));
        return (true, reply, null);
    }

    private async Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadByDependenciesAsync(CacheRead read, SessionRecord constraints)
    {
        // Where knowledge from other caches can't be waited for, anything may depend on it.
        var isForeign = constraints.Sources.Any(source => source.Cache != _address || source.Arrival > 0);
        var now = new Stamp((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() << 16, clock.NodeId);
        var protocol = new CausalRead(
            (SessionLevel)read.Consistency, read.Keys, constraints with { IsOpen = constraints.IsOpen || isForeign }, now, options.Causal);
        var missed = 0;
        while (protocol.Next(Newest) is { Count: > 0 } keys)
        {
            missed += keys.Count;
            var (entries, error) = await fresh.ReadAsync(keys).ConfigureAwait(false);
            if (error is not null)
                return (null, error);
            for (var i = 0; i < keys.Count; i++)
                protocol.Supply(keys[i], entries[i].Capsule);
        }

        Count(read, missed);
        if (protocol.Problem is { } problem)
            return (null, CacheErrors.OfCausalRead(problem, read.Consistency));
        FetchAhead(protocol.Unknown);
        return (ReplyOf(protocol, Math.Min(missed, read.Keys.Count)), null);
    }

    private void Count(CacheRead read, int missed)
    {
        metrics.Missed(missed);
        metrics.Hit(Math.Max(0, read.Keys.Count - missed));
    }

    private CacheReadReply ReplyOf(CausalRead protocol, int fetched)
    {
        var reply = new CacheReadReply { Open = protocol.IsOpen, Cache = _address, Fetched = fetched };
        reply.Capsules.AddRange(protocol.Results.Select(UnsafeByteOperations.UnsafeWrap));
        reply.Dependencies.AddRange(protocol.Dependencies.Select(SessionMessages.ToMessage));
        return reply;
    }

    private bool Newest(string key, out ReadOnlyMemory<byte> capsule)
    {
        capsule = default;
        if (!table.TryGet(key, out var entry) || entry.Value is not { } value)
            return false;
        entry.Touch();
        capsule = value.Memory;
        return true;
    }

    /// <summary>Has the dependencies that were not at hand brought here, so that later reads need not go to the store to be safe.</summary>
    private void FetchAhead(IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
            return;
        if (Interlocked.Add(ref _ahead, keys.Count) > MaxFetchesAhead)
        {
            Interlocked.Add(ref _ahead, -keys.Count);
            return;
        }

        _ = FetchAsync();

        async Task FetchAsync()
        {
            // What fails here is read when it is needed, and fails or not then.
            await fresh.ReadAsync(keys).ConfigureAwait(false);
            Interlocked.Add(ref _ahead, -keys.Count);
        }
    }
}
