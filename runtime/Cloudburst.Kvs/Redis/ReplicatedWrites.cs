using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>
/// <see cref="WriteDurability.Replicated"/>: the write goes to the key's primary, and is acknowledged when replicas have confirmed it. Over a
/// connection of its own, because waiting for a replica holds up all that was sent behind.
/// </summary>
internal sealed class ReplicatedWrites(RedisTopology topology, IServerTraits traits, Func<Task<ConnectionMultiplexer>> connect) : IWritePath, IAsyncDisposable
{
    private readonly ConcurrentDictionary<EndPoint, ReplicatedPrimary> _primaries = new();
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _connection;

    public async Task<T> WriteAsync<T>(RedisKey key, Func<IRedisTarget, Task<T>> write)
    {
        var endPoint = (await topology.PrimaryOfAsync(key).ConfigureAwait(false)).EndPoint;
        var connection = await ConnectionAsync().ConfigureAwait(false);
        var primary = _primaries.GetOrAdd(endPoint, at => new ReplicatedPrimary(connection.GetServer(at), traits));
        var name = await primary.NameAsync().ConfigureAwait(false);
        var outcome = await write(primary.Target).ConfigureAwait(false);
        // Also when it has changed nothing: what it found may be a neighbour's that no replica has yet.
        await primary.ConfirmAsync(name).ConfigureAwait(false);
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsCompletedSuccessfully: true } open)
            await (await open.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private Task<ConnectionMultiplexer> ConnectionAsync()
    {
        lock (_gate)
            return _connection is { IsFaulted: false, IsCanceled: false } open ? open : _connection = connect();
    }
}
