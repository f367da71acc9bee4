using Cloudburst.Kvs.Garnet;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Redis;

/// <summary>What all views of one store share: the connections, and what was found out about the servers when connecting.</summary>
internal sealed class RedisSession : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly PlainWrites _plain;
    private readonly LoggedWrites _logged;
    private readonly ReplicatedWrites _replicated;

    private RedisSession(RedisKvsOptions options, ConnectionMultiplexer connection, bool merges)
    {
        Options = options;
        _connection = connection;
        Topology = new RedisTopology(connection, connection.GetServers().Any(server => server.ServerType == ServerType.Cluster));
        Store = new StoreTarget(connection, Topology.IsCluster);
        Calls = new RedisCalls(connection, Topology, options.CallTimeout);
        Merge = merges ? new ServerMerge() : new ClientMerge(options);
        IServerTraits traits = merges
            ? new GarnetTraits(options.ReplicasToWaitFor, options.ReplicationTimeout)
            : new RedisTraits(options.ReplicasToWaitFor, options.ReplicationTimeout);
        _plain = new PlainWrites(Store);
        _logged = new LoggedWrites(connection, Topology, traits);
        _logged.Watch();
        _replicated = new ReplicatedWrites(Topology, traits, () => ConnectAsync(options));
    }

    public RedisKvsOptions Options { get; }

    public RedisTopology Topology { get; }

    public IRedisTarget Store { get; }

    public IMergeStrategy Merge { get; }

    public RedisCalls Calls { get; }

    public static async Task<RedisSession> OpenAsync(RedisKvsOptions options, CancellationToken cancellationToken)
    {
        ConnectionMultiplexer? connection = null;
        try
        {
            connection = await ConnectAsync(options).WaitAsync(cancellationToken).ConfigureAwait(false);
            RefuseStrangers(connection);
            var merges = await HasJoinAsync(connection.GetDatabase()).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new RedisSession(options, connection, merges);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or KvsException)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            if (e is KvsException)
                throw;
            throw RedisErrors.OnConnect(options.EndPoints, e);
        }
    }

    public IWritePath WritesAt(WriteDurability durability) => durability switch
    {
        WriteDurability.Memory => _plain,
        WriteDurability.Logged => _logged,
        WriteDurability.Replicated => _replicated,
        _ => throw new ArgumentOutOfRangeException(nameof(durability), durability, "There is no such durability; use one of WriteDurability."),
    };

    public async ValueTask DisposeAsync()
    {
        Calls.Close();
        await _replicated.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The client library would take any of them, and each key would be on whichever was taken at that moment.</summary>
    private static void RefuseStrangers(ConnectionMultiplexer connection)
    {
        var servers = connection.GetServers().Where(server => server.IsConnected).ToArray();
        var primaries = servers.Where(server => !server.IsReplica).Select(server => server.EndPoint).ToArray();
        if (primaries.Length > 1 && servers.All(server => server.ServerType != ServerType.Cluster))
        {
            throw new KvsException(
                KvsError.UnsafeSettings,
                $"{string.Join(" and ", primaries.Take(2))} are stores of their own and no cluster, so a key would be now in the one and now in the other; name one of them, or make them a cluster.");
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisKvsOptions options) =>
        await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Create(options)).ConfigureAwait(false);

    private static async Task<bool> HasJoinAsync(IDatabase database)
    {
        try
        {
            // Without arguments it can do nothing; what matters is which error it answers.
            await database.ExecuteAsync(CommandTable.Join).ConfigureAwait(false);
            return true;
        }
        catch (RedisServerException e)
        {
            if (e.Message.StartsWith("NOAUTH", StringComparison.Ordinal))
                throw;
            return !e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase);
        }
    }
}
