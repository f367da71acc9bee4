using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>The whole store. The client library knows which node has a key, and follows redirects.</summary>
internal sealed class StoreTarget(ConnectionMultiplexer connection, bool isCluster) : IRedisTarget
{
    private readonly IDatabase _database = connection.GetDatabase();

    public Task<RedisValue> GetAsync(RedisKey key) => _database.StringGetAsync(key);

    public Task<RedisValue[]> GetManyAsync(RedisKey[] keys) => isCluster ? GetManyBySlotAsync(keys) : _database.StringGetAsync(keys);

    public Task<RedisResult> ExecuteAsync(string command, params object[] arguments) => _database.ExecuteAsync(command, arguments);

    public Task<RedisResult> EvaluateAsync(string script, RedisKey key, RedisValue[] arguments) =>
        _database.ScriptEvaluateAsync(script, [key], arguments);

    /// <summary>A node takes only keys of one slot in one command; the commands travel together, so it is one round trip all the same.</summary>
    private async Task<RedisValue[]> GetManyBySlotAsync(RedisKey[] keys)
    {
        var values = new RedisValue[keys.Length];
        await Task.WhenAll(Enumerable.Range(0, keys.Length)
            .GroupBy(i => connection.HashSlot(keys[i]))
            .Select(async slot =>
            {
                int[] positions = [.. slot];
                var found = positions is [var only]
                    ? [await _database.StringGetAsync(keys[only]).ConfigureAwait(false)]
                    : await _database.StringGetAsync([.. positions.Select(i => keys[i])]).ConfigureAwait(false);
                for (var i = 0; i < positions.Length; i++)
                    values[positions[i]] = found[i];
            })).ConfigureAwait(false);
        return values;
    }
}
