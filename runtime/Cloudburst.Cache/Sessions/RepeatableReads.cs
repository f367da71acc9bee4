using Cloudburst.Cache.Reads;
using Cloudburst.Cache.Table;
using Cloudburst.Protocol;
using Cloudburst.Sessions;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Cloudburst.Cache.Sessions;

/// <summary>
/// Distributed session repeatable read, Algorithm 1 (Cloudburst (VLDB 2020) §5.3): the first read of a key pins its version here; a later one, here or on another machine,
/// gets that version, from memory if it is still the current one, otherwise from the cache that pinned it.
/// </summary>
internal sealed class RepeatableReads(CacheTable table, ReadPath reads, FreshReader fresh, Snapshots snapshots, PeerCaches peers, NodeCacheOptions options)
{
    private readonly string _address = options.PeerAddress;

    public async Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadAsync(CacheRead read, CancellationToken cancellationToken)
    {
        var (values, fetched, error) = await VersionsAsync(read.Keys, read.Session, read.Fresh, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            return (null, error);
        var reply = new CacheReadReply { Cache = _address, Fetched = fetched };
        for (var i = 0; i < values.Length; i++)
        {
            (_, error) = snapshots.Pin(read.Session.Id, read.Keys[i], values[i]);
            if (error is not null)
                return (null, error);
            reply.Capsules.Add(values[i]);
        }

        table.Tidy();
        return (reply, null);
    }

    /// <summary>Pins what came of a write: what the session read before, with the write joined in.</summary>
    public async Task<(VersionToken Version, ErrorInfo? Error)> WroteAsync(string key, ByteString written, CacheSession session, CancellationToken cancellationToken)
    {
        var value = written;
        // A register is replaced whole. Of everything else the session sees its own write in what it saw before, or in what is current.
        if (!CapsuleMerge.IsRegister(written))
        {
            var (values, _, error) = await VersionsAsync(new RepeatedField<string> { key }, session, isFresh: false, cancellationToken).ConfigureAwait(false);
            if (error is not null)
                return (default, error);
            CapsuleMerge.Join(values[0], written, out value);
        }

        return snapshots.Pin(session.Id, key, value);
    }

    private async Task<(ByteString[] Values, int Fetched, ErrorInfo? Error)> VersionsAsync(
        RepeatedField<string> keys, CacheSession session, bool isFresh, CancellationToken cancellationToken)
    {
        var values = new ByteString[keys.Count];
        var first = new List<int>();
        var elsewhere = new Dictionary<string, List<(int Index, SessionVersion Version)>>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ByteString.Empty;
            var constraints = session.Constraints?.Reads.Where(version => version.Key == keys[i]).ToList() ?? [];
            if (constraints.Count == 0 && !snapshots.TryFindFirst(session.Id, keys[i], out values[i]))
                first.Add(i);
            foreach (var constraint in constraints)
            {
                VersionToken version;
                try
                {
                    version = VersionToken.Read(constraint.Version.Memory);
                }
                catch (ArgumentException error)
                {
                    return (values, 0, CacheErrors.DamagedSession(error.Message));
                }

                if (!TryFindHere(session.Id, constraint.Key, version, out var value))
                    ListOf(elsewhere, constraint.Cache).Add((i, constraint));
                else if (!value.IsEmpty)
                    CapsuleMerge.Converge(values[i], value, out values[i]);
            }
        }

        var (fetched, failure) = isFresh
            ? await ReadFreshAsync(keys, first, values).ConfigureAwait(false)
            : await ReadFirstAsync(keys, first, values, cancellationToken).ConfigureAwait(false);
        foreach (var (cache, wanted) in elsewhere)
            failure ??= await FetchFromUpstreamAsync(session.Id, cache, wanted, values).ConfigureAwait(false);
        return (values, fetched, failure);
    }

    private async Task<(int Fetched, ErrorInfo? Error)> ReadFirstAsync(RepeatedField<string> keys, List<int> first, ByteString[] values, CancellationToken cancellationToken)
    {
        if (first.Count == 0)
            return (0, null);
        var read = new CacheRead();
        read.Keys.AddRange(first.Select(i => keys[i]));
        var reply = reads.TryReadCached(read);
        if (reply is null)
        {
            (reply, var error) = await reads.ReadAsync(read, cancellationToken).ConfigureAwait(false);
            if (reply is null)
                return (0, error);
        }

        for (var i = 0; i < first.Count; i++)
            values[first[i]] = reply.Capsules[i];
        return (reply.Fetched, null);
    }

    private async Task<(int Fetched, ErrorInfo? Error)> ReadFreshAsync(RepeatedField<string> keys, List<int> first, ByteString[] values)
    {
        if (first.Count == 0)
            return (0, null);
        var (entries, error) = await fresh.ReadAsync([.. first.Select(i => keys[i])]).ConfigureAwait(false);
        if (error is not null)
            return (0, error);
        for (var i = 0; i < first.Count; i++)
            values[first[i]] = entries[i].HasValue ? UnsafeByteOperations.UnsafeWrap(entries[i].Capsule) : ByteString.Empty;
        return (first.Count, null);
    }

    private async Task<ErrorInfo?> FetchFromUpstreamAsync(
        string session, string cache, List<(int Index, SessionVersion Version)> wanted, ByteString[] values)
    {
        // It was pinned here and is not here any more: this cache has been restarted, or has given it up.
        if (cache == _address || cache.Length == 0)
            return CacheErrors.SnapshotLost(wanted[0].Version.Key, options.NodeId);
        var read = new SnapshotRead { Session = session };
        read.Versions.AddRange(wanted.Select(static want => want.Version));
        var (capsules, error) = await peers.FetchAsync(cache, read).ConfigureAwait(false);
        if (error is not null)
            return error;
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!capsules[i].IsEmpty)
                CapsuleMerge.Converge(values[wanted[i].Index], capsules[i], out values[wanted[i].Index]);
        }

        return null;
    }

    private bool TryFindHere(string session, string key, VersionToken version, out ByteString value)
    {
        value = ByteString.Empty;
        if (version.IsAbsent || snapshots.TryFind(session, key, version, out value))
            return true;
        if (!table.TryGet(key, out var entry) || entry.Value is not { } current || VersionToken.OfSnapshot(current.Span) != version)
            return false;
        entry.Touch();
        value = current;
        return true;
    }

    private static List<(int Index, SessionVersion Version)> ListOf(Dictionary<string, List<(int Index, SessionVersion Version)>> lists, string cache) =>
        lists.TryGetValue(cache, out var list) ? list : lists[cache] = [];
}
