using Cloudburst.Kvs.Tests.Garnet;

namespace Cloudburst.Kvs.Tests.Contract;

public sealed class GarnetClusterContractTests(GarnetClusterContractTests.Fixture fixture)
    : KeyValueStoreContract, IClassFixture<GarnetClusterContractTests.Fixture>
{
    protected override IKeyValueStore Store => fixture.Store;

    [Fact]
    public void Connect_finds_out_that_it_is_a_cluster_that_merges()
    {
        Assert.True(fixture.Store.IsCluster);
        Assert.True(fixture.Store.ServerMerges);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private GarnetNodes _nodes = null!;

        public RedisKeyValueStore Store { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _nodes = await GarnetNodes.StartAsync(primaries: 3, replicas: 0);
            Store = await RedisKeyValueStore.ConnectAsync(_nodes.Options with { EndPoints = [_nodes.EndPoints[1].ToString()], MaxValueBytes = MaxValueBytes });
        }

        public async Task DisposeAsync()
        {
            await Store.DisposeAsync();
            await _nodes.DisposeAsync();
        }
    }
}
