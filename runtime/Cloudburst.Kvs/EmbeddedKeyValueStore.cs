using Cloudburst.Kvs.Chunks;
using Cloudburst.Kvs.Feed;
using Cloudburst.Kvs.Garnet;
using Cloudburst.Kvs.Resp;
using Cloudburst.Lattices;

namespace Cloudburst.Kvs;

/// <summary>
/// The store inside this process, called without a socket: a read or a join costs about a microsecond. What runs is the same server as
/// <see cref="GarnetKvsServer"/>, with the same merge code.
/// </summary>
/// <remarks>
/// Calls run on the caller's thread and complete at once, except that a durable store completes a write when the log on disk has it
/// (writers that wait at the same time share one disk write), and that a value which has moved to disk is read from there first.
/// In a durable server that also listens on a port, a write holds the caller's thread while it waits.
/// </remarks>
public sealed partial class EmbeddedKeyValueStore : IKeyValueStore
{
    private const int PipelineBytes = 8 << 20;

    private readonly GarnetKvsServer _server;
    private readonly SessionPool _sessions;
    private readonly long _maxValueBytes;
    private readonly bool _waitsForLog;
    private readonly bool _ownsServer;
    private readonly ChunkedValues _chunked;

    internal EmbeddedKeyValueStore(GarnetKvsServer server, SessionPool sessions, long maxValueBytes, bool waitsForLog, bool ownsServer, int chunkBytes)
    {
        _server = server;
        _sessions = sessions;
        _maxValueBytes = maxValueBytes;
        _waitsForLog = waitsForLog;
        _ownsServer = ownsServer;
        _chunked = new ChunkedValues(this, chunkBytes);
    }

    /// <summary>Which keys change, from whatever writer.</summary>
    public IChangeFeed Changes => _server.Changes;

    /// <summary>Starts a store in this process, recovering what its data folder holds. Takes a few hundred milliseconds.</summary>
    /// <param name="options">Settings; none for a store in memory and a temporary folder, without any socket.</param>
    /// <returns>The store; disposing it stops it.</returns>
    /// <exception cref="KvsException">The store can't be started; see <see cref="GarnetKvsServer.Start(KvsServerOptions, Microsoft.Extensions.Logging.ILoggerFactory?)"/>.</exception>
    public static EmbeddedKeyValueStore Start(KvsServerOptions? options = null)
    {
        var server = GarnetKvsServer.Start(options ?? new KvsServerOptions());
        return server.OpenStore(ownsServer: true);
    }

    /// <inheritdoc/>
    public ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _chunked.ResolveAsync(key, Read(key), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = Read(key);
        return ChunkManifest.IsManifest(entry.Capsule.Span)
            ? new ValueTask<VersionedEntry>(GetVersionedChunkedAsync(key, entry, cancellationToken))
            : new ValueTask<VersionedEntry>(new VersionedEntry(entry, ContentVersion.Of(entry.Capsule.Span)));
    }

    /// <inheritdoc/>
    public ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        if (keys.Count == 0)
            return new ValueTask<KvsEntry[]>([]);
        // The node of a cluster takes only keys of one slot in one command.
        if (_server.IsClusterNode)
            return new ValueTask<KvsEntry[]>(ResolveAllAsync(keys, [.. keys.Select(Read)], cancellationToken));
        var session = _sessions.Rent();
        try
        {
            session.Request.WriteArrayHeader(keys.Count + 1);
            session.Request.WriteBulk("MGET"u8);
            foreach (var key in keys)
                session.Request.WriteKey(key);
            var reader = new RespReader(session.ExecuteReads(static replies => !replies.StartsWith("*"u8) || replies.IndexOf("$-1\r\n"u8) < 0));
            var header = reader.Read();
            if (header.Kind is not RespKind.Array || header.Integer != keys.Count)
                throw ReplyParser.Error(keys[0], header.Text);
            var entries = new KvsEntry[keys.Count];
            for (var i = 0; i < entries.Length; i++)
                entries[i] = ReplyParser.Entry(keys[i], reader.Read());
            return Array.Exists(entries, static entry => ChunkManifest.IsManifest(entry.Capsule.Span))
                ? new ValueTask<KvsEntry[]>(ResolveAllAsync(keys, entries, cancellationToken))
                : new ValueTask<KvsEntry[]>(entries);
        }
        finally
        {
            _sessions.Return(session);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JoinOutcome> JoinAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        KvsLimits.CheckValue(key, capsule, _maxValueBytes);
        var write = new KvsWrite(key, capsule, timeToLive);
        return _chunked.Applies(capsule.Span)
            ? new ValueTask<JoinOutcome>(JoinChunkedAsync(write, cancellationToken))
            : Committed(Join(write), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writes);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var write in writes)
        {
            KvsLimits.CheckValue(write.Key, write.Capsule, _maxValueBytes);
            _ = KvsLimits.EncodeKey(write.Key);
            if (_chunked.Applies(write.Capsule.Span))
                return new ValueTask<JoinOutcome[]>(JoinOneByOneAsync(writes, cancellationToken));
        }

        var outcomes = new JoinOutcome[writes.Count];
        KvsException? failure = null;
        var session = _sessions.Rent();
        try
        {
            var first = 0;
            for (var i = 0; i < outcomes.Length; i++)
            {
                WriteJoin(session.Request, writes[i]);
                if (session.Request.Length < PipelineBytes && i + 1 < outcomes.Length)
                    continue;
                ReadOutcomes(session, writes, outcomes, first, i, ref failure);
                first = i + 1;
            }
        }
        finally
        {
            _sessions.Return(session);
        }

        return failure is null ? Committed(outcomes, cancellationToken) : throw failure;
    }

    /// <inheritdoc/>
    public ValueTask<JoinOutcome> DeleteAsync(
        string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default) =>
        JoinAsync(key, Capsule.Tombstone(stamp), retention ?? KvsLimits.DefaultTombstoneRetention, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CompareAndSetOutcome> CompareAndSetAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        KvsLimits.CheckValue(key, capsule, _maxValueBytes);
        return _chunked.Applies(capsule.Span)
            ? new ValueTask<CompareAndSetOutcome>(SwapChunkedAsync(key, expected, capsule, cancellationToken))
            : Committed(Swap(key, expected, capsule.Span), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With <see cref="WriteDurability.Memory"/> a durable server that listens on a port waits for its log all the same: it does so for every session.
    /// </remarks>
    public IKeyValueStore WithDurability(WriteDurability durability) => durability switch
    {
        WriteDurability.Memory => _server.OpenStore(waitsForLog: false, ownsServer: false),
        WriteDurability.Logged when _server.HasLog => _server.OpenStore(waitsForLog: true, ownsServer: false),
        WriteDurability.Logged => throw KvsException.DurabilityUnavailable(
            durability, "this store keeps its data in a temporary folder, without a log", "Give it a DataFolder, or choose another durability"),
        WriteDurability.Replicated => throw KvsException.DurabilityUnavailable(
            durability, "this store is inside one process and has no replica", "Run the store as a cluster, or choose another durability"),
        _ => throw new ArgumentOutOfRangeException(nameof(durability), durability, "There is no such durability; use one of WriteDurability."),
    };

    /// <summary>Closes the store, and stops the server if this store has started it.</summary>
    /// <returns>When it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_ownsServer)
            await _server.DisposeAsync().ConfigureAwait(false);
    }

    private KvsEntry Read(string key)
    {
        var session = _sessions.Rent();
        try
        {
            return new KvsEntry(session.Get(key).ToArray());
        }
        finally
        {
            _sessions.Return(session);
        }
    }

    private JoinOutcome Join(KvsWrite write)
    {
        var session = _sessions.Rent();
        try
        {
            WriteJoin(session.Request, write);
            return ReplyParser.Join(write.Key, new RespReader(session.Execute()).Read());
        }
        finally
        {
            _sessions.Return(session);
        }
    }

    private CompareAndSetOutcome Swap(string key, KvsVersion expected, ReadOnlySpan<byte> capsule)
    {
        var session = _sessions.Rent();
        try
        {
            Span<byte> version = stackalloc byte[ContentVersion.Bytes];
            ContentVersion.Write(expected, version);
            session.Request.WriteArrayHeader(4);
            session.Request.WriteBulk("CASV"u8);
            session.Request.WriteKey(key);
            session.Request.WriteBulk(version);
            session.Request.WriteBulk(capsule);
            return ReplyParser.CompareAndSet(key, new RespReader(session.Execute()).Read());
        }
        finally
        {
            _sessions.Return(session);
        }
    }

    private ValueTask<T> Committed<T>(T outcome, CancellationToken cancellationToken) =>
        _waitsForLog ? _server.AfterCommitAsync(outcome, cancellationToken) : new ValueTask<T>(outcome);

    private static void WriteJoin(PinnedBuffer request, KvsWrite write)
    {
        var milliseconds = KvsLimits.TimeToLiveMilliseconds(write.Key, write.TimeToLive);
        request.WriteArrayHeader(milliseconds > 0 ? 4 : 3);
        request.WriteBulk("JOIN"u8);
        request.WriteKey(write.Key);
        request.WriteBulk(write.Capsule.Span);
        if (milliseconds > 0)
            request.WriteBulk(milliseconds);
    }

    private static void ReadOutcomes(
        InProcessSession session, IReadOnlyList<KvsWrite> writes, JoinOutcome[] outcomes, int first, int last, ref KvsException? failure)
    {
        var reader = new RespReader(session.Execute());
        for (var i = first; i <= last; i++)
        {
            try
            {
                outcomes[i] = ReplyParser.Join(writes[i].Key, reader.Read());
            }
            catch (KvsException e)
            {
                failure ??= e;
            }
        }

        session.Reset();
    }
}
