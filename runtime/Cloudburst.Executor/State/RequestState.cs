using Cloudburst.Executor.State.SharedMemory;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.SharedMemory.Mapping;
using Google.Protobuf;

namespace Cloudburst.Executor.State;

/// <summary>
/// The store as one invocation sees it: the node's cache, with its request's id on every write, so that they can be flushed together, and at levels beyond
/// last-writer-wins with its session on every read and write.
/// </summary>
internal class RequestState(CacheClient cache, WriterIdentity writer, string requestId, FunctionSession? session) : IStateStore
{
    private readonly HeldViews _views = new(cache);
    private int _writes;
    private CloudburstException? _fault;

    public HybridClock Clock => writer.Clock;

    public virtual WriterJournal Journal => writer.Journal;

    /// <summary>The session, at the levels that keep one.</summary>
    public FunctionSession? Session => session;

    /// <remarks>At last-writer-wins too: a register has one primary, whatever its readers ask for.</remarks>
    public virtual bool ComparesAndSets => session is null;

    protected CacheClient Cache => cache;

    protected string RequestId => requestId;

    /// <summary>Counts what is read, where the request is traced.</summary>
    public ReadCounts? Reads { get; init; }

    /// <summary>Whether there is anything to flush.</summary>
    public bool HasWrites => Volatile.Read(ref _writes) > 0;

    /// <summary>What makes the whole attempt worthless, even if the function has caught it: the session can't be continued.</summary>
    public CloudburstException? Fault => Volatile.Read(ref _fault);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        (await ReadManyAsync([key], cancellationToken).ConfigureAwait(false))[0];

    public virtual async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        if (session is null)
            return Seen(await ReadOutsideSessionAsync(keys, TimeSpan.Zero, cancellationToken).ConfigureAwait(false));
        var reply = await AskInSessionAsync(new CacheRequest { Read = session.Read(keys) }, cancellationToken).ConfigureAwait(false);
        session.Observe(keys, reply.Read);
        Reads?.Asked(reply.Read);
        Reads?.Found(reply.Read.Capsules);
        return Seen(reply.Read.Capsules);
    }

    /// <summary>Reads at last-writer-wins, waiting for keys that are not there yet: results of other requests, and the system's own keys.</summary>
    public async ValueTask<IReadOnlyList<ByteString>> ReadOutsideSessionAsync(IReadOnlyList<string> keys, TimeSpan wait, CancellationToken cancellationToken)
    {
        var capsules = cache.Memory is null
            ? (await AskAsync(keys, shared: false).ConfigureAwait(false)).Capsules
            : await _views.ReadAsync(keys, AskAsync).ConfigureAwait(false);
        Reads?.Found(capsules);
        return capsules;

        async ValueTask<CacheReadReply> AskAsync(IReadOnlyList<string> asked, bool shared)
        {
            var read = new CacheRead
            {
                RequestId = requestId,
                Consistency = ConsistencyLevel.LastWriterWins,
                WaitMs = (long)wait.TotalMilliseconds,
                Shared = shared,
            };
            read.Keys.AddRange(asked);
            var reply = (await cache.AskAsync(new CacheRequest { Read = read }, cancellationToken).ConfigureAwait(false)).Read;
            Reads?.Asked(reply);
            return reply;
        }
    }

    /// <summary>Gives back what the invocation has read in the cache's own memory. Call when nothing of it is used any more.</summary>
    public void ReleaseViews() => _views.Release();

    public virtual async ValueTask<Stamp?> JoinAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        if (session is null)
            return await JoinOutsideSessionAsync(key, capsule, timeToLive, cancellationToken).ConfigureAwait(false);
        if (session.IsCausal)
            throw Errors.NotCausal(key, Capsule.TagOf(capsule.Span), session.Level);
        var join = NewJoin(key, capsule, timeToLive);
        join.Session = session.About([key]);
        Interlocked.Increment(ref _writes);
        var done = (await AskInSessionAsync(new CacheRequest { Join = join }, cancellationToken).ConfigureAwait(false)).Done;
        if (!done.SupersededBy.IsEmpty)
            return Stamp.Read(done.SupersededBy.Span);
        session.Wrote(key, done);
        return null;
    }

    /// <summary>Writes a key at last-writer-wins; it may be the system's own.</summary>
    public async ValueTask<Stamp?> JoinOutsideSessionAsync(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        var reply = await cache.AskAsync(new CacheRequest { Join = NewJoin(key, capsule, timeToLive) }, cancellationToken).ConfigureAwait(false);
        return reply.Done.SupersededBy.IsEmpty ? null : Stamp.Read(reply.Done.SupersededBy.Span);
    }

    public virtual ValueTask PutAsync(string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) => session is { IsCausal: true }
        ? WriteVersionAsync(key, new CausalWrite { Payload = Wrap(payload) }, cancellationToken)
        : RegisterCapsule.WriteAsync(this, key, payload, cancellationToken);

    public virtual async ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ThrowIfReserved(key);
        if (session is { IsCausal: true })
        {
            await WriteVersionAsync(key, new CausalWrite { Deletion = true }, cancellationToken).ConfigureAwait(false);
            return;
        }
        Interlocked.Increment(ref _writes);
        var delete = new CacheDelete { Key = key, RequestId = requestId, Session = session?.About([key]), HybridTime = Clock.Next().HybridTime };
        var reply = await AskInSessionAsync(new CacheRequest { Delete = delete }, cancellationToken).ConfigureAwait(false);
        Clock.Observe(new Stamp(reply.Done.HybridTime, 0));
        session?.Wrote(key, reply.Done);
    }

    public virtual ValueTask<bool> CompareAndSetAsync(
        string key, ReadOnlyMemory<byte> expected, bool orAbsent, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) => session is null
        ? ChangeAsync(
            new RegisterChange { Key = key, Payload = Wrap(payload), Expected = new RegisterExpectation { Payload = Wrap(expected), OrAbsent = orAbsent } },
            cancellationToken)
        : throw Errors.NoCompareAndSet(key);

    public async ValueTask<ReadOnlyMemory<byte>> ReadForChangeAsync(string key, CancellationToken cancellationToken = default)
    {
        if (session is not null)
            return await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        // What the request has written before may still be on its way.
        if (HasWrites)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        return (await ReadPrimariesAsync([key], cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Reads what the keys' primaries hold.</summary>
    protected async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadPrimariesAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var read = new CacheRead { RequestId = requestId, Consistency = ConsistencyLevel.Linearizable };
        read.Keys.AddRange(keys);
        var reply = (await cache.AskAsync(new CacheRequest { Read = read }, cancellationToken).ConfigureAwait(false)).Read;
        Reads?.Asked(reply);
        Reads?.Found(reply.Capsules);
        return Memories(reply.Capsules);
    }

    /// <summary>Changes a register at its primary, in one step that is durable when this returns.</summary>
    /// <returns>Whether it held what was expected.</returns>
    protected async ValueTask<bool> ChangeAsync(RegisterChange change, CancellationToken cancellationToken)
    {
        ThrowIfReserved(change.Key);
        change.RequestId = requestId;
        change.Operation = NewOperation();
        return !(await cache.AskAsync(new CacheRequest { RegisterChange = change }, cancellationToken).ConfigureAwait(false)).Done.Refused;
    }

    /// <summary>Returns when every write of the request through this cache is durable.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await cache.AskAsync(new CacheRequest { Flush = new CacheFlush { RequestId = requestId } }, cancellationToken).ConfigureAwait(false);

    /// <summary>Writes a version that follows all that the session has read. It is in the store when this returns, so there is nothing to flush.</summary>
    private async ValueTask WriteVersionAsync(string key, CausalWrite write, CancellationToken cancellationToken)
    {
        ThrowIfReserved(key);
        // A version replaces what its session has seen. Who writes without reading means to replace what is there.
        if (!session!.HasSeen(key))
            await ReadManyAsync([key], cancellationToken).ConfigureAwait(false);
        else if (session.LacksDependencies(key))
            session.Inherit(key, (await AskInSessionAsync(new CacheRequest { Read = session.Read([key]) }, cancellationToken).ConfigureAwait(false)).Read);
        write.Key = key;
        write.RequestId = requestId;
        write.Operation = NewOperation();
        var basis = session.Follow(write);
        var reply = await AskInSessionAsync(new CacheRequest { CausalWrite = write }, cancellationToken).ConfigureAwait(false);
        session.Wrote(key, reply.Done, basis);
    }

    protected async ValueTask<CacheReply> AskInSessionAsync(CacheRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.AskAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.SnapshotLost)
        {
            Volatile.Write(ref _fault, error);
            throw;
        }
    }

    /// <summary>Names a write, so that a cache that is asked for it again recognises it.</summary>
    // Zero would be found in the stamp of a key that is absent, and names nothing.
    protected static ulong NewOperation() => (ulong)Random.Shared.NextInt64(1, long.MaxValue);

    protected CacheJoin NewJoin(string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive) => new()
    {
        Key = key,
        Capsule = Wrap(capsule),
        TimeToLiveMs = (long)(timeToLive?.TotalMilliseconds ?? 0),
        RequestId = requestId,
    };

    /// <summary>A frame may still wait to be written when the invocation is over and its views are gone.</summary>
    protected static ByteString Wrap(ReadOnlyMemory<byte> bytes) => UnsafeByteOperations.UnsafeWrap(SharedView.IsBehind(bytes) ? bytes.ToArray() : bytes);

    /// <summary>What a function has read comes before what it writes, also for one that reads capsules itself and observes no stamps.</summary>
    private ReadOnlyMemory<byte>[] Seen(IReadOnlyList<ByteString> capsules)
    {
        var seen = Memories(capsules);
        for (var i = 0; i < seen.Length; i++)
        {
            if (!Capsule.TryReadHeader(seen[i].Span, out var header))
                continue;
            if (header.Tag == LatticeTag.LastWriterWins)
                Clock.Observe(header.Stamp);
            // The session's own deletion; a function sees nothing there.
            else if (header.IsTombstone)
                seen[i] = default;
        }
        return seen;
    }

    protected static ReadOnlyMemory<byte>[] Memories(IReadOnlyList<ByteString> capsules)
    {
        var result = new ReadOnlyMemory<byte>[capsules.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = capsules[i].Memory;
        return result;
    }

    protected static void ThrowIfReserved(string key)
    {
        if (key.StartsWith(ReservedKeys.Prefix, StringComparison.Ordinal))
            throw Errors.ReservedKey(key);
    }
}

/// <summary>What stamps and numbers this process's writes.</summary>
internal sealed record WriterIdentity(HybridClock Clock, WriterJournal Journal);
