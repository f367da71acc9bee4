using Cloudburst.Kvs.Chunks;
using Cloudburst.Kvs.Redis;
using Cloudburst.Lattices;
using StackExchange.Redis;

namespace Cloudburst.Kvs;

/// <summary>
/// The store on another machine or in another process, over the Redis protocol: a <see cref="GarnetKvsServer"/>, which merges where the
/// value lies, or any Redis-compatible server, on which scripts and compare-and-set do. Which one it is, is asked when connecting.
/// </summary>
/// <remarks>
/// <para>All calls share one connection to each node, and calls made at the same time are sent together; writes that wait for replicas have another.
/// Of a cluster every key is asked for where it lies, and redirects are followed.</para>
/// <para>A lost connection is re-established in the background, and a cluster's new primary is found. Calls wait for that up to
/// <see cref="RedisKvsOptions.CallTimeout"/> and then fail with <see cref="KvsError.Unreachable"/>; reads and joins are sent again meanwhile, which does
/// no harm, a compare-and-set only when it is certain that it was not done.</para>
/// </remarks>
public sealed class RedisKeyValueStore : IKeyValueStore, IPieceStore
{
    private const int PipelineBytes = 32 << 20;
    private const int PipelineCalls = 1024;

    private readonly RedisSession _session;
    private readonly IRedisTarget _store;
    private readonly IMergeStrategy _merge;
    private readonly RedisCalls _calls;
    private readonly IWritePath _writes;
    private readonly ChunkedValues _chunked;
    private readonly long _maxValueBytes;
    private readonly bool _ownsSession;

    private RedisKeyValueStore(RedisSession session, IWritePath writes, bool ownsSession)
    {
        _session = session;
        _store = session.Store;
        _merge = session.Merge;
        _calls = session.Calls;
        _maxValueBytes = session.Options.MaxValueBytes;
        _writes = writes;
        _chunked = new ChunkedValues(this, KvsLimits.ChunkBytes);
        _ownsSession = ownsSession;
    }

    /// <summary>Whether the server has our merge commands; if not, joins other than last-writer-wins take two round trips.</summary>
    public bool ServerMerges => _merge is ServerMerge;

    /// <summary>Whether the keys are spread over the nodes of a cluster.</summary>
    public bool IsCluster => _session.Topology.IsCluster;

    /// <summary>Connects, and finds out what the server can do.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <returns>The store.</returns>
    /// <exception cref="KvsException"><see cref="KvsError.Unreachable"/>, <see cref="KvsError.WrongPassword"/> or <see cref="KvsError.UnsafeSettings"/>.</exception>
    public static async Task<RedisKeyValueStore> ConnectAsync(RedisKvsOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = await RedisSession.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        return new RedisKeyValueStore(session, session.WritesAt(WriteDurability.Memory), ownsSession: true);
    }

    /// <inheritdoc/>
    public IKeyValueStore WithDurability(WriteDurability durability) =>
        new RedisKeyValueStore(_session, _session.WritesAt(durability), ownsSession: false);

    /// <inheritdoc/>
    public async ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var entry = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return await _chunked.ResolveAsync(key, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        while (true)
        {
            var stored = await _calls.RunAsync(key, () => _merge.ReadAsync(_store, redisKey), repeatable: true, cancellationToken).ConfigureAwait(false);
            var found = _merge.Versioned(key, stored);
            if (!ChunkManifest.TryRead(found.Entry.Capsule.Span, out var manifest))
                return found;
            // The version belongs to the manifest, so the chunks must be those of this one and no later one's.
            var entry = await _chunked.ResolveAsync(key, found.Entry, cancellationToken).ConfigureAwait(false);
            if (manifest.Describes(entry.Capsule.Span))
                return found with { Entry = entry };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<KvsEntry[]> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
            return [];
        var redisKeys = new RedisKey[keys.Count];
        for (var i = 0; i < redisKeys.Length; i++)
            redisKeys[i] = KvsLimits.EncodeKey(keys[i]);
        var stored = await _calls.RunAsync(keys[0], () => _merge.ReadManyAsync(_store, redisKeys), repeatable: true, cancellationToken).ConfigureAwait(false);
        var entries = new KvsEntry[stored.Length];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = await _chunked.ResolveAsync(keys[i], _merge.Entry(keys[i], stored[i]), cancellationToken).ConfigureAwait(false);
        return entries;
    }

    /// <inheritdoc/>
    public async ValueTask<JoinOutcome> JoinAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        KvsLimits.CheckValue(key, capsule, _maxValueBytes);
        if (!_chunked.Applies(capsule.Span))
            return await WriteAsync(new KvsWrite(key, capsule, timeToLive), cancellationToken).ConfigureAwait(false);

        var (manifest, small) = await _chunked.WriteChunksAsync(key, capsule, timeToLive, cancellationToken).ConfigureAwait(false);
        var outcome = await WriteAsync(new KvsWrite(key, small, timeToLive), cancellationToken).ConfigureAwait(false);
        if (outcome.Status != JoinStatus.Changed)
            await _chunked.RemoveUnusedAsync(key, manifest, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask<JoinOutcome[]> JoinManyAsync(IReadOnlyList<KvsWrite> writes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writes);
        foreach (var write in writes)
        {
            _ = KvsLimits.EncodeKey(write.Key);
            KvsLimits.CheckValue(write.Key, write.Capsule, _maxValueBytes);
        }

        var outcomes = new JoinOutcome[writes.Count];
        List<Task<JoinOutcome>> batch = [];
        var (bytes, done) = (0L, 0);
        KvsException? failure = null;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var write = writes[i];
            bytes += write.Capsule.Length;
            batch.Add(JoinAsync(write.Key, write.Capsule, write.TimeToLive, cancellationToken).AsTask());
            if (batch.Count < PipelineCalls && bytes < PipelineBytes && i + 1 < outcomes.Length)
                continue;
            foreach (var join in batch)
            {
                try
                {
                    outcomes[done++] = await join.ConfigureAwait(false);
                }
                catch (KvsException e)
                {
                    failure ??= e;
                }
            }

            batch.Clear();
            bytes = 0;
        }

        return failure is null ? outcomes : throw failure;
    }

    /// <inheritdoc/>
    public ValueTask<JoinOutcome> DeleteAsync(
        string key, Stamp stamp, TimeSpan? retention = null, CancellationToken cancellationToken = default) =>
        JoinAsync(key, Capsule.Tombstone(stamp), retention ?? KvsLimits.DefaultTombstoneRetention, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CompareAndSetOutcome> CompareAndSetAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken = default)
    {
        KvsLimits.CheckValue(key, capsule, _maxValueBytes);
        if (!_chunked.Applies(capsule.Span))
            return await SwapAsync(key, expected, capsule, cancellationToken).ConfigureAwait(false);

        var (manifest, small) = await _chunked.WriteChunksAsync(key, capsule, timeToLive: null, cancellationToken).ConfigureAwait(false);
        var outcome = await SwapAsync(key, expected, small, cancellationToken).ConfigureAwait(false);
        if (!outcome.Swapped)
            await _chunked.RemoveUnusedAsync(key, manifest, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Closes the connections; calls that are under way are answered first.</summary>
    /// <returns>When they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_ownsSession)
            await _session.DisposeAsync().ConfigureAwait(false);
    }

    Task<KvsEntry> IPieceStore.GetPieceAsync(string key, CancellationToken cancellationToken) => ReadAsync(key, cancellationToken);

    Task<JoinOutcome> IPieceStore.JoinPieceAsync(KvsWrite write, CancellationToken cancellationToken) => WriteAsync(write, cancellationToken);

    Task IPieceStore.RemovePieceAsync(string key, CancellationToken cancellationToken)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        return _calls.RunAsync(key, () => _store.ExecuteAsync("DEL", redisKey), repeatable: true, cancellationToken);
    }

    private async Task<KvsEntry> ReadAsync(string key, CancellationToken cancellationToken)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        var stored = await _calls.RunAsync(key, () => _merge.ReadAsync(_store, redisKey), repeatable: true, cancellationToken).ConfigureAwait(false);
        return _merge.Entry(key, stored);
    }

    private Task<JoinOutcome> WriteAsync(KvsWrite write, CancellationToken cancellationToken)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(write.Key);
        return _calls.RunAsync(
            write.Key,
            () => _writes.WriteAsync(redisKey, target => _merge.JoinAsync(target, redisKey, write)),
            repeatable: true,
            cancellationToken);
    }

    private Task<CompareAndSetOutcome> SwapAsync(
        string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, CancellationToken cancellationToken)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        return _calls.RunAsync(
            key,
            () => _writes.WriteAsync(redisKey, target => _merge.CompareAndSetAsync(target, redisKey, key, expected, capsule)),
            repeatable: false,
            cancellationToken);
    }
}
