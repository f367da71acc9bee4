using Cloudburst.Kvs.Garnet;
using Cloudburst.Lattices;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>For our own server: it merges where the value lies. Values are bare capsules.</summary>
internal sealed class ServerMerge : IMergeStrategy
{
    public async Task<RedisValue> ReadAsync(IRedisTarget target, RedisKey redisKey) =>
        (RedisValue)await target.ExecuteAsync(CommandTable.Get, redisKey).ConfigureAwait(false);

    /// <summary>The plain reads; what it calls absent is asked for again, because only CGET's "absent" can be relied on.</summary>
    public async Task<RedisValue[]> ReadManyAsync(IRedisTarget target, RedisKey[] redisKeys)
    {
        var values = await target.GetManyAsync(redisKeys).ConfigureAwait(false);
        var absent = Enumerable.Range(0, values.Length).Where(i => values[i].IsNull).ToArray();
        var again = await Task.WhenAll(absent.Select(i => ReadAsync(target, redisKeys[i]))).ConfigureAwait(false);
        for (var i = 0; i < absent.Length; i++)
            values[absent[i]] = again[i];
        return values;
    }

    public KvsEntry Entry(string key, RedisValue stored) => new((ReadOnlyMemory<byte>)stored);

    public VersionedEntry Versioned(string key, RedisValue stored)
    {
        var entry = Entry(key, stored);
        return new VersionedEntry(entry, ContentVersion.Of(entry.Capsule.Span));
    }

    public async Task<JoinOutcome> JoinAsync(IRedisTarget target, RedisKey redisKey, KvsWrite write)
    {
        var milliseconds = KvsLimits.TimeToLiveMilliseconds(write.Key, write.TimeToLive);
        object[] arguments = milliseconds > 0
            ? [redisKey, (RedisValue)write.Capsule, (RedisValue)milliseconds]
            : [redisKey, (RedisValue)write.Capsule];
        return Outcome(write.Key, await target.ExecuteAsync(CommandTable.Join, arguments).ConfigureAwait(false));
    }

    public async Task<CompareAndSetOutcome> CompareAndSetAsync(
        IRedisTarget target, RedisKey redisKey, string key, KvsVersion expected, ReadOnlyMemory<byte> capsule)
    {
        var version = new byte[ContentVersion.Bytes];
        ContentVersion.Write(expected, version);
        var reply = (byte[]?)await target
            .ExecuteAsync(CommandTable.CompareAndSet, redisKey, (RedisValue)version, (RedisValue)capsule).ConfigureAwait(false);
        return reply is { Length: CompareAndSetCommand.ReplyBytes }
            ? new CompareAndSetOutcome(reply[0] == 1, ContentVersion.Read(reply.AsSpan(1)))
            : throw KvsException.Unexpected(key, $"{reply?.Length} bytes");
    }

    /// <summary>Reads the answer of a join: 1, 0, or the epoch of a later delete.</summary>
    public static JoinOutcome Outcome(string key, RedisResult reply)
    {
        if (reply.Resp2Type is ResultType.Integer)
            return (int)reply == 1 ? JoinOutcome.Changed : JoinOutcome.Unchanged;
        return (byte[]?)reply is { Length: Stamp.Size } epoch
            ? JoinOutcome.Deleted(Stamp.Read(epoch))
            : throw KvsException.Unexpected(key, reply.ToString());
    }
}
