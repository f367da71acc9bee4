using Cloudburst.Cache.Table;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;

namespace Cloudburst.Cache.Sessions;

/// <summary>Reads at the causal levels: drives the protocol (<see cref="CausalRead"/>) with what is cached and what the store has.</summary>
internal sealed class CausalReads(
    CacheTable table, FreshReader fresh, HybridClock clock, CacheMetrics metrics, NodeCacheOptions options, TimeProvider time)
{
    /// <summary>Dependencies that are fetched ahead at a time, for all requests.</summary>
    private const int MaxFetchesAhead = 256;

    private readonly string _address = options.PeerAddress;
    private int _ahead;

    public async Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadAsync(CacheRead read)
    {
        CausalRead protocol;
        try
        {
            var now = new Stamp((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() << 16, clock.NodeId);
            protocol = new CausalRead(
                (SessionLevel)read.Consistency, read.Keys, SessionMessages.ToRecord(read.Session?.Constraints), now, options.Causal);
        }
        catch (ArgumentException error)
        {
            return (null, CacheErrors.DamagedSession(error.Message));
        }

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

        metrics.Missed(missed);
        metrics.Hit(Math.Max(0, read.Keys.Count - missed));
        if (protocol.Problem is { } problem)
            return (null, CacheErrors.OfCausalRead(problem, read.Consistency));
        FetchAhead(protocol.Unknown);
        return (ReplyOf(protocol), null);
    }

    private CacheReadReply ReplyOf(CausalRead protocol)
    {
        var reply = new CacheReadReply { Open = protocol.IsOpen, Cache = _address };
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
