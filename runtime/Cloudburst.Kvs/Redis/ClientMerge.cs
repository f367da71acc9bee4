using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Cloudburst.Kvs.Feed;
using Cloudburst.Lattices;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// For any server of the Redis protocol. Last-writer-wins and tombstones are merged by a script, in one step; any other lattice is read,
/// merged here and stored if nobody came first, else again.
/// </summary>
internal sealed class ClientMerge(RedisKvsOptions options) : IMergeStrategy
{
    private const int VersionBytes = 8;

    private readonly RedisValue _channel = options.PublishChanges ? RedisChangeFeed.Channel : RedisValue.EmptyString;

    public Task<RedisValue> ReadAsync(IRedisTarget target, RedisKey redisKey) => target.GetAsync(redisKey);

    public Task<RedisValue[]> ReadManyAsync(IRedisTarget target, RedisKey[] redisKeys) => target.GetManyAsync(redisKeys);

    public KvsEntry Entry(string key, RedisValue stored) => Versioned(key, stored).Entry;

    public VersionedEntry Versioned(string key, RedisValue stored)
    {
        if (stored.IsNull)
            return default;
        ReadOnlyMemory<byte> bytes = stored;
        return bytes.Length > VersionBytes
            ? new VersionedEntry(new KvsEntry(bytes[VersionBytes..]), ReadVersion(bytes.Span))
            : throw KvsException.Malformed(key, "what is stored was not written by this store");
    }

    public Task<JoinOutcome> JoinAsync(IRedisTarget target, RedisKey redisKey, KvsWrite write)
    {
        // What the server can't judge is judged here, so that both engines refuse the same bytes.
        if (!Capsule.TryValidate(write.Capsule.Span, out var problem))
            throw KvsException.Malformed(write.Key, problem.TrimEnd('.'));
        return Capsule.TagOf(write.Capsule.Span) is LatticeTag.LastWriterWins or LatticeTag.Tombstone
            ? JoinStampedAsync(target, redisKey, write)
            : JoinByCompareAndSetAsync(target, redisKey, write);
    }

    public async Task<CompareAndSetOutcome> CompareAndSetAsync(
        IRedisTarget target, RedisKey redisKey, string key, KvsVersion expected, ReadOnlyMemory<byte> capsule)
    {
        if (!Capsule.TryValidate(capsule.Span, out var problem))
            throw KvsException.Malformed(key, problem.TrimEnd('.'));
        return await StoreAsync(target, redisKey, key, expected, capsule, timeToLive: 0, sameLatticeOnly: true).ConfigureAwait(false);
    }

    private async Task<JoinOutcome> JoinStampedAsync(IRedisTarget target, RedisKey redisKey, KvsWrite write)
    {
        var reply = await target.EvaluateAsync(
            Scripts.JoinStamped,
            redisKey,
            [write.Capsule, KvsLimits.TimeToLiveMilliseconds(write.Key, write.TimeToLive), NewVersion(), _channel]).ConfigureAwait(false);
        return ServerMerge.Outcome(write.Key, reply);
    }

    private async Task<JoinOutcome> JoinByCompareAndSetAsync(IRedisTarget target, RedisKey redisKey, KvsWrite write)
    {
        var merged = new ArrayBufferWriter<byte>();
        var timeToLive = KvsLimits.TimeToLiveMilliseconds(write.Key, write.TimeToLive);
        for (var attempt = 0; attempt < options.MaxMergeAttempts; attempt++)
        {
            var stored = Versioned(write.Key, await target.GetAsync(redisKey).ConfigureAwait(false));
            merged.ResetWrittenCount();
            var result = Capsule.Join(stored.Entry.Capsule.Span, write.Capsule.Span, merged);
            if (result is not (JoinResult.TakeIncoming or JoinResult.Merged))
                return Unchanged(result, write.Key, stored.Entry.Capsule, write.Capsule);

            var newValue = result == JoinResult.Merged ? merged.WrittenMemory : write.Capsule;
            if (newValue.Length > options.MaxValueBytes)
                throw KvsException.TooLarge(write.Key, newValue.Length, options.MaxValueBytes);
            var expiry = timeToLive > 0 ? timeToLive : stored.Entry.IsTombstone ? -1 : 0;
            var outcome = await StoreAsync(
                target, redisKey, write.Key, stored.Version, newValue, expiry, sameLatticeOnly: false).ConfigureAwait(false);
            if (outcome.Swapped)
                return JoinOutcome.Changed;
        }

        throw new KvsException(
            KvsError.Contention,
            $"Other writers changed key '{write.Key}' {options.MaxMergeAttempts} times while this one tried to; try again, or use a Cloudburst server, which merges without retries.");
    }

    private static JoinOutcome Unchanged(JoinResult result, string key, ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> incoming) =>
        result switch
        {
            JoinResult.Unchanged => JoinOutcome.Unchanged,
            JoinResult.Deleted => JoinOutcome.Deleted(Capsule.EpochOf(stored.Span)),
            JoinResult.TypeMismatch => throw KvsException.TypeMismatch(
                key, LatticeNames.HandleOf(Capsule.TagOf(stored.Span)), LatticeNames.HandleOf(Capsule.TagOf(incoming.Span))),
            JoinResult.TooManySiblings => throw KvsException.TooManySiblings(key),
            _ => throw KvsException.Malformed(key),
        };

    private async Task<CompareAndSetOutcome> StoreAsync(
        IRedisTarget target, RedisKey redisKey, string key, KvsVersion expected, ReadOnlyMemory<byte> capsule, long timeToLive, bool sameLatticeOnly)
    {
        byte[] version = [];
        if (expected != KvsVersion.Absent)
        {
            version = new byte[VersionBytes];
            BinaryPrimitives.WriteUInt64BigEndian(version, (ulong)expected.Value);
        }

        var reply = (RedisResult[]?)await target.EvaluateAsync(
            Scripts.CompareAndSet,
            redisKey,
            [version, capsule, NewVersion(), timeToLive, sameLatticeOnly ? 1 : 0, _channel]).ConfigureAwait(false);
        if (reply is not [var swapped, var now] || (byte[]?)now is not { } found)
            throw KvsException.Unexpected(key, "something other than a version");
        return new CompareAndSetOutcome((int)swapped == 1, found.Length == VersionBytes ? ReadVersion(found) : KvsVersion.Absent);
    }

    private static KvsVersion ReadVersion(ReadOnlySpan<byte> stored) => new(BinaryPrimitives.ReadUInt64BigEndian(stored));

    /// <summary>Random, so that a key which expired and was written anew never has a version that it had before.</summary>
    private static byte[] NewVersion()
    {
        var version = RandomNumberGenerator.GetBytes(VersionBytes);
        version[0] |= 1; // never all zero, which would mean absent
        return version;
    }
}
