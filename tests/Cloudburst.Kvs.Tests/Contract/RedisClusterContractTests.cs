using Cloudburst.Kvs.Tests.Redis;

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

    public sealed class Fixture : IAsyncLifetime
    {
        private RedisCluster? _cluster;

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
