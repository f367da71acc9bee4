using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// <see cref="WriteDurability.Logged"/>: the write goes to the key's primary and nowhere else, and only if that was seen to log before it answers.
/// The server does so for all writes or for none, so all there is to do is to look.
/// </summary>
internal sealed class LoggedWrites(ConnectionMultiplexer connection, RedisTopology topology, IServerTraits traits) : IWritePath
{
    private readonly ConcurrentDictionary<EndPoint, bool> _logging = new();

    /// <summary>A server that comes back may have been started with other settings.</summary>
    public void Watch() => connection.ConnectionFailed += (_, lost) =>
    {
        if (lost.EndPoint is { } endPoint)
            _logging.TryRemove(endPoint, out var _);
    };

    public async Task<T> WriteAsync<T>(RedisKey key, Func<IRedisTarget, Task<T>> write)
    {
        var primary = await topology.PrimaryOfAsync(key).ConfigureAwait(false);
        if (!_logging.ContainsKey(primary.EndPoint))
        {
            if (await traits.WhyNotLoggedAsync(primary).ConfigureAwait(false) is { } reason)
                throw KvsException.DurabilityUnavailable(WriteDurability.Logged, $"the server at {primary.EndPoint} {reason}", traits.HowToLog);
            _logging[primary.EndPoint] = true;
        }

        return await write(new NodeTarget(primary)).ConfigureAwait(false);
    }
}
