using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>How joins get done on a server, and how values lie there.</summary>
internal interface IMergeStrategy
{
    /// <summary>The capsule in what GET has answered.</summary>
    KvsEntry Entry(string key, RedisValue stored);

    /// <summary>The capsule in what GET has answered, with its version.</summary>
    VersionedEntry Versioned(string key, RedisValue stored);

    Task<JoinOutcome> JoinAsync(IDatabase database, RedisKey redisKey, KvsWrite write);

    Task<CompareAndSetOutcome> CompareAndSetAsync(
        IDatabase database, RedisKey redisKey, string key, KvsVersion expected, ReadOnlyMemory<byte> capsule);
}
