using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>How a server is read and joined to, and how values lie there.</summary>
internal interface IMergeStrategy
{
    Task<RedisValue> ReadAsync(IRedisTarget target, RedisKey redisKey);

    Task<RedisValue[]> ReadManyAsync(IRedisTarget target, RedisKey[] redisKeys);

    /// <summary>The capsule in what was read.</summary>
    KvsEntry Entry(string key, RedisValue stored);

    /// <summary>The capsule in what was read, with its version.</summary>
    VersionedEntry Versioned(string key, RedisValue stored);

    Task<JoinOutcome> JoinAsync(IRedisTarget target, RedisKey redisKey, KvsWrite write);

    Task<CompareAndSetOutcome> CompareAndSetAsync(
        IRedisTarget target, RedisKey redisKey, string key, KvsVersion expected, ReadOnlyMemory<byte> capsule);
}
