using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// One node, for writes that must be known to have gone there. It does not follow redirects: a key that has moved is an error, and the caller
/// asks the cluster anew.
/// </summary>
internal sealed class NodeTarget(IServer server) : IRedisTarget
{
    private static readonly ConcurrentDictionary<string, string> Hashes = new();

    public async Task<RedisValue> GetAsync(RedisKey key) => (RedisValue)await ExecuteAsync("GET", key).ConfigureAwait(false);

    public Task<RedisValue[]> GetManyAsync(RedisKey[] keys) => Task.WhenAll(keys.Select(GetAsync));

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments)
    {
        try
        {
            return await server.ExecuteAsync(command, arguments, CommandFlags.NoRedirect).ConfigureAwait(false);
        }
        catch (RedisCommandException e) when (server.IsReplica)
        {
            // The client library has heard of the fail-over before us, and has sent nothing.
            throw new KvsException(KvsError.OtherNode, $"The store at {server.EndPoint} is a replica by now and takes no writes; ask its primary.", e);
        }
    }

    public async Task<RedisResult> EvaluateAsync(string script, RedisKey key, RedisValue[] arguments)
    {
        object[] parameters = [Hashes.GetOrAdd(script, HashOf), 1, key, .. arguments.Cast<object>()];
        try
        {
            return await ExecuteAsync("EVALSHA", parameters).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Kind == RedisErrorKind.NoScript)
        {
            parameters[0] = script;
            return await ExecuteAsync("EVAL", parameters).ConfigureAwait(false);
        }
    }

    /// <summary>The server names a script by its SHA-1; nothing is protected by it.</summary>
#pragma warning disable CA5350 // Do not use weak cryptographic algorithms: the protocol demands this one
    private static string HashOf(string script) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(script)));
#pragma warning restore CA5350
}
