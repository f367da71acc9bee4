using Cloudburst.Kvs.Garnet;
using Cloudburst.Kvs.Redis;
using Cloudburst.Lattices;
using StackExchange.Redis;

namespace Cloudburst.Kvs;

/// <summary>
/// The store on another machine or in another process, over the Redis protocol: a <see cref="GarnetKvsServer"/>, which merges where the
/// value lies, or any Redis-compatible server, on which scripts and compare-and-set do. Which one it is, is asked when connecting.
/// </summary>
/// <remarks>
/// All calls share one connection, and calls made at the same time are sent together. A lost connection is re-established in the
/// background; calls wait for it up to <see cref="RedisKvsOptions.CallTimeout"/> and then fail with <see cref="KvsError.Unreachable"/>.
/// </remarks>
public sealed class RedisKeyValueStore : IKeyValueStore
{
    private const int PipelineBytes = 32 << 20;
    private const int PipelineCalls = 1024;

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly IMergeStrategy _merge;
    private readonly long _maxValueBytes;
    private volatile bool _closed;

    private RedisKeyValueStore(ConnectionMultiplexer connection, IMergeStrategy merge, long maxValueBytes)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _merge = merge;
        _maxValueBytes = maxValueBytes;
    }

    /// <summary>Whether the server has our merge commands; if not, joins other than last-writer-wins take two round trips.</summary>
    public bool ServerMerges => _merge is ServerMerge;

    /// <summary>Connects, and finds out what the server can do.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <returns>The store.</returns>
    /// <exception cref="KvsException"><see cref="KvsError.Unreachable"/>, <see cref="KvsError.WrongPassword"/> or <see cref="KvsError.UnsafeSettings"/>.</exception>
    public static async Task<RedisKeyValueStore> ConnectAsync(RedisKvsOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = RedisConfiguration.Create(options);
        ConnectionMultiplexer? connection = null;
        try
        {
            connection = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken).ConfigureAwait(false);
            var merges = await HasJoinAsync(connection.GetDatabase()).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new RedisKeyValueStore(
                connection,
                merges ? new ServerMerge() : new ClientMerge(options.MaxValueBytes, options.MaxMergeAttempts),
                options.MaxValueBytes);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            throw RedisErrors.OnConnect(options.EndPoints, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<KvsEntry> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        var stored = await CallAsync(key, () => _merge.ReadAsync(_database, redisKey), cancellationToken).ConfigureAwait(false);
        return _merge.Entry(key, stored);
    }

    /// <inheritdoc/>
    public async ValueTask<VersionedEntry> GetVersionedAsync(string key, CancellationToken cancellationToken = default)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        var stored = await CallAsync(key, () => _merge.ReadAsync(_database, redisKey), cancellationToken).ConfigureAwait(false);
        return _merge.Versioned(key, stored);
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
        var stored = await CallAsync(keys[0], () => _merge.ReadManyAsync(_database, redisKeys), cancellationToken).ConfigureAwait(false);
        var entries = new KvsEntry[stored.Length];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = _merge.Entry(keys[i], stored[i]);
        return entries;
    }

    /// <inheritdoc/>
    public async ValueTask<JoinOutcome> JoinAsync(
        string key, ReadOnlyMemory<byte> capsule, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        KvsLimits.CheckValue(key, capsule, _maxValueBytes);
        var write = new KvsWrite(key, capsule, timeToLive);
        return await CallAsync(key, () => _merge.JoinAsync(_database, redisKey, write), cancellationToken).ConfigureAwait(false);
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
        RedisKey redisKey = KvsLimits.EncodeKey(key);
        KvsLimits.CheckValue(key, capsule, _maxValueBytes);
        return await CallAsync(
            key, () => _merge.CompareAndSetAsync(_database, redisKey, key, expected, capsule), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection; calls that are under way are answered first.</summary>
    /// <returns>When it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> CallAsync<T>(string key, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_closed)
            throw KvsException.Closed("The key-value store");
        try
        {
            return await call().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e)
        {
            throw ReplyParser.Error(key, e.Message);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw _closed ? KvsException.Closed("The key-value store") : RedisErrors.Unreachable(_connection.Configuration, e);
        }
    }

    private static async Task<bool> HasJoinAsync(IDatabase database)
    {
        try
        {
            // Without arguments it can do nothing; what matters is which error it answers.
            await database.ExecuteAsync(CommandTable.Join).ConfigureAwait(false);
            return true;
        }
        catch (RedisServerException e)
        {
            if (e.Message.StartsWith("NOAUTH", StringComparison.Ordinal))
                throw;
            return !e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase);
        }
    }
}
