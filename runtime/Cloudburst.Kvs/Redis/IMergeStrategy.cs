using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>How a server is read and joined to, and how values lie there.</summary>
internal interface IMergeStrategy
{
    Task<RedisValue> ReadAsync(IDatabase database, RedisKey redisKey);

    Task<RedisValue[]> ReadManyAsync(IDatabase database, RedisKey[] redisKeys);

    /// <summary>The capsule in what was read.</summary>
    KvsEntry Entry(string key, RedisValue stored);

    /// <summary>The capsule in what was read, with its version.</summary>
    VersionedEntry Versioned(string key, RedisValue stored);

    Task<JoinOutcome> JoinAsync(IDatabase database, RedisKey redisKey, KvsWrite write);

    Task<CompareAndSetOutcome> CompareAndSetAsync(
        IDatabase database, RedisKey redisKey, string key, KvsVersion expected, ReadOnlyMemory<byte> capsule);
}
