using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Executor.State;

/// <summary>The store as one invocation sees it: the node's cache, with its request's id on every write, so that they can be flushed together.</summary>
internal sealed class RequestState(CacheClient cache, WriterIdentity writer, string requestId, ConsistencyLevel consistency) : IStateStore
{
    private int _writes;

    public HybridClock Clock => writer.Clock;

    public WriterJournal Journal => writer.Journal;

    /// <summary>Whether there is anything to flush.</summary>
    public bool HasWrites => Volatile.Read(ref _writes) > 0;

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        (await ReadAsync([key], TimeSpan.Zero, cancellationToken).ConfigureAwait(false))[0].Memory;

    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        var capsules = await ReadAsync(keys, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        var result = new ReadOnlyMemory<byte>[capsules.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = capsules[i].Memory;
        return result;
    }

    /// <summary>Reads, waiting for keys that are not there yet.</summary>
    public async ValueTask<IReadOnlyList<ByteString>> ReadAsync(IReadOnlyList<string> keys, TimeSpan wait, CancellationToken cancellationToken)
    {
        var read = new CacheRead { RequestId = requestId, Consistency = consistency, WaitMs = (long)wait.TotalMilliseconds };
        read.Keys.AddRange(keys);
        var reply = await cache.AskAsync(new CacheRequest { Read = read }, cancellationToken).ConfigureAwait(false);
        return reply.Read.Capsules;
    }

    public ValueTask<Stamp?> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        return JoinReservedAsync(key, capsule, timeToLive, cancellationToken);
    }

    /// <summary>Writes a key that may be the system's own.</summary>
    public async ValueTask<Stamp?> JoinReservedAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var join = new CacheJoin
        {
            Key = key,
            Capsule = UnsafeByteOperations.UnsafeWrap(capsule),
            TimeToLiveMs = (long)(timeToLive?.TotalMilliseconds ?? 0),
            RequestId = requestId,
        };
        Interlocked.Increment(ref _writes);
        var reply = await cache.AskAsync(new CacheRequest { Join = join }, cancellationToken).ConfigureAwait(false);
        return reply.Done.SupersededBy.IsEmpty ? null : Stamp.Read(reply.Done.SupersededBy.Span);
    }

    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        Interlocked.Increment(ref _writes);
        await cache.AskAsync(new CacheRequest { Delete = new CacheDelete { Key = key, RequestId = requestId } }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns when every write of the request through this cache is durable.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await cache.AskAsync(new CacheRequest { Flush = new CacheFlush { RequestId = requestId } }, cancellationToken).ConfigureAwait(false);

    private static void ThrowIfReserved(string key)
    {
        if (key.StartsWith(ReservedKeys.Prefix, StringComparison.Ordinal))
            throw Errors.ReservedKey(key);
    }
}

/// <summary>What stamps and numbers this process's writes.</summary>
internal sealed record WriterIdentity(HybridClock Clock, WriterJournal Journal);
