using Cloudburst.Protocol;
using Cloudburst.Sessions;

namespace Cloudburst.Cache.Sessions;

/// <summary>Sends each read and write of a session to the protocol of its level.</summary>
internal sealed class SessionReads(RepeatableReads repeatable, CausalReads causal, FreshReader fresh, Snapshots snapshots, NodeCacheOptions options)
{
    /// <summary>Whether a read belongs to a session; those at last-writer-wins don't.</summary>
    public static bool IsNeededFor(CacheRead read) => read.Consistency > ConsistencyLevel.LastWriterWins;

    public Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadAsync(CacheRead read, CancellationToken cancellationToken)
    {
        foreach (var key in read.Keys)
        {
            if (CacheErrors.ProblemWithKey(key) is { } problem)
                return Failed(problem);
        }

        return read.Consistency switch
        {
            ConsistencyLevel.RepeatableRead or ConsistencyLevel.Transactional when read.Session is null =>
                Failed(CacheErrors.DamagedSession("a read under repeatable read names no session")),
            ConsistencyLevel.RepeatableRead or ConsistencyLevel.Transactional => repeatable.ReadAsync(read, cancellationToken),
            ConsistencyLevel.SingleKeyCausal or ConsistencyLevel.MultiKeyCausal or ConsistencyLevel.Causal => causal.ReadAsync(read),
            ConsistencyLevel.Linearizable => ReadPrimariesAsync(read),
            _ => Failed(CacheErrors.UnknownLevel((int)read.Consistency)),
        };
    }

    /// <summary>Adds the version that a session has written to the answer of the write.</summary>
    public async Task<(CacheDone? Done, ErrorInfo? Error)> WroteAsync(
        string key, Google.Protobuf.ByteString written, CacheSession session, CancellationToken cancellationToken)
    {
        var (version, error) = await repeatable.WroteAsync(key, written, session, cancellationToken).ConfigureAwait(false);
        return error is not null
            ? (null, error)
            : (new CacheDone { Version = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(version.Bytes), Cache = options.PeerAddress }, null);
    }

    /// <summary>Answers another cache.</summary>
    public CachePeerReply ReadSnapshots(ulong id, SnapshotRead read)
    {
        var reply = new SnapshotReadReply();
        foreach (var wanted in read.Versions)
        {
            VersionToken version;
            try
            {
                version = VersionToken.Read(wanted.Version.Memory);
            }
            catch (ArgumentException error)
            {
                return new CachePeerReply { Id = id, Error = CacheErrors.DamagedSession(error.Message) };
            }

            if (!snapshots.TryFind(read.Session, wanted.Key, version, out var capsule))
                return new CachePeerReply { Id = id, Error = CacheErrors.SnapshotLost(wanted.Key, options.NodeId) };
            reply.Capsules.Add(capsule);
        }

        return new CachePeerReply { Id = id, Read = reply };
    }

    /// <summary>What the keys' primaries hold at a moment between the question and the answer, each key for itself.</summary>
    private async Task<(CacheReadReply? Reply, ErrorInfo? Error)> ReadPrimariesAsync(CacheRead read)
    {
        var (entries, error) = await fresh.ReadAsync(read.Keys).ConfigureAwait(false);
        if (error is not null)
            return (null, error);
        var reply = new CacheReadReply { Cache = options.PeerAddress, Fetched = entries.Length };
        reply.Capsules.AddRange(entries.Select(static entry => Google.Protobuf.UnsafeByteOperations.UnsafeWrap(entry.HasValue ? entry.Capsule : default)));
        return (reply, null);
    }

    private static Task<(CacheReadReply? Reply, ErrorInfo? Error)> Failed(ErrorInfo error) => Task.FromResult<(CacheReadReply?, ErrorInfo?)>((null, error));
}
