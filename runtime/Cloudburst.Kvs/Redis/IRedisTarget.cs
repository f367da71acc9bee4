using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>Where commands go: to the whole store, each key to the node that has it, or to one node.</summary>
internal interface IRedisTarget
{
    Task<RedisValue> GetAsync(RedisKey key);

    /// <summary>Reads many keys in one round trip to every node that has some of them.</summary>
    Task<RedisValue[]> GetManyAsync(RedisKey[] keys);

    /// <summary>Runs a command; keys among the arguments are <see cref="RedisKey"/>, for they decide where it goes.</summary>
    Task<RedisResult> ExecuteAsync(string command, params object[] arguments);

    /// <summary>Runs a script on the node of its key, where it is loaded when it is missing.</summary>
    Task<RedisResult> EvaluateAsync(string script, RedisKey key, RedisValue[] arguments);
}
