using Cloudburst.Kvs.Redis;
using Cloudburst.Kvs.Tests.Redis;
using StackExchange.Redis;

namespace Cloudburst.Kvs.Tests.Contract;

public sealed class RedisClusterContractTests(RedisClusterContractTests.Fixture fixture)
    : KeyValueStoreContract, IClassFixture<RedisClusterContractTests.Fixture>
{
    protected override IKeyValueStore Store
    {
        get
        {
            Skip.If(fixture.Store is null, RedisServer.WhyMissing);
            return fixture.Store;
        }
    }

    [SkippableFact]
    public void Connect_finds_out_that_it_is_a_cluster()
    {
        Skip.If(fixture.Store is null, RedisServer.WhyMissing);

        Assert.True(fixture.Store.IsCluster);
    }

    /// <summary>As after a fail-over of which the client has not heard.</summary>
    [SkippableFact]
    public async Task Call_to_a_node_that_does_not_have_the_key_is_made_again()
    {
        Skip.If(fixture.Store is null, RedisServer.WhyMissing);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(string.Join(',', fixture.EndPoints));
        RedisKey key = Guid.NewGuid().ToString();
        var owner = connection.GetServers().Single(server => server.EndPoint.Equals(connection.GetDatabase().IdentifyEndpoint(key)));
        Queue<IServer> asked = new([.. connection.GetServers().Where(server => server != owner), owner]);
        var calls = new RedisCalls(connection, new RedisTopology(connection, isCluster: true), TimeSpan.FromSeconds(60));

        await calls.RunAsync(key!, () => new NodeTarget(asked.Dequeue()).ExecuteAsync("SET", key, "value"), repeatable: false, CancellationToken.None);

        Assert.Empty(asked);
        Assert.Equal("value", await connection.GetDatabase().StringGetAsync(key));
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private RedisCluster? _cluster;

        public IReadOnlyList<string> EndPoints => _cluster!.EndPoints;

        public RedisKeyValueStore? Store { get; private set; }

        public async Task InitializeAsync()
        {
            if (!RedisServer.IsInstalled)
                return;
            _cluster = await RedisCluster.StartAsync();
            Store = await RedisKeyValueStore.ConnectAsync(_cluster.Options with { EndPoints = [_cluster.EndPoints[4]], MaxValueBytes = MaxValueBytes });
        }

        public async Task DisposeAsync()
        {
            if (Store is not null)
                await Store.DisposeAsync();
            if (_cluster is not null)
                await _cluster.DisposeAsync();
        }
    }
}
