using System.Net;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>Which node is the primary of a key, as the store last said. After a failure it is asked again, by one caller for all.</summary>
internal sealed class RedisTopology(ConnectionMultiplexer connection, bool isCluster)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private Task? _refresh;
    private volatile ClusterConfiguration? _nodes;

    public bool IsCluster => isCluster;

    /// <summary>The primary of a key, whether it can be reached or not.</summary>
    /// <exception cref="KvsException">Nobody owns the key's slot, or no server answers: <see cref="KvsError.Unreachable"/>.</exception>
    public async Task<IServer> PrimaryOfAsync(RedisKey key)
    {
        if (!isCluster)
            return AnyPrimary();
        var nodes = _nodes ??= await AskAsync().ConfigureAwait(false);
        return nodes.GetBySlot(connection.HashSlot(key))?.EndPoint is { } endPoint
            ? connection.GetServer(endPoint)
            : throw NobodyOwns(key);
    }

    /// <summary>Finds out anew who is there and who owns what, unless somebody is just doing so. A pause is part of it, so that a caller may loop.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
            return _refresh is { IsCompleted: false } running ? running : _refresh = AskAgainAsync();
    }

    public IServer AnyPrimary() =>
        connection.GetServers().FirstOrDefault(server => server is { IsConnected: true, IsReplica: false })
        ?? throw RedisErrors.Unreachable(connection.Configuration, new TimeoutException("No primary is connected."));

    private async Task AskAgainAsync()
    {
        _nodes = null;
        await Task.Delay(Pause).ConfigureAwait(false);
        await connection.ConfigureAsync().ConfigureAwait(false);
    }

    /// <summary>Any node will do: what a stale one says leads to an error, and that to another look.</summary>
    private async Task<ClusterConfiguration> AskAsync()
    {
        Exception? failure = null;
        foreach (var server in connection.GetServers().Where(server => server.IsConnected))
        {
            try
            {
                if (await server.ClusterNodesAsync().ConfigureAwait(false) is { } nodes)
                    return nodes;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                failure = e;
            }
        }

        throw RedisErrors.Unreachable(connection.Configuration, failure ?? new TimeoutException("No node of the cluster is connected."));
    }

    private static KvsException NobodyOwns(RedisKey key) => new(
        KvsError.Unreachable, $"No node of the cluster owns the slot of key '{key}' at the moment; check the cluster's state, then try again.");
}
