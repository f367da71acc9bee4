using System.Net;

namespace Cloudburst.Kvs.Tests.Contract;

public sealed class GarnetOverTcpContractTests(GarnetOverTcpContractTests.Fixture fixture)
    : KeyValueStoreContract, IClassFixture<GarnetOverTcpContractTests.Fixture>
{
    protected override IKeyValueStore Store => fixture.Store;

    [Fact]
    public void Connect_finds_out_that_the_server_merges() => Assert.True(fixture.Store.ServerMerges);

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly GarnetKvsServer _server = GarnetKvsServer.Start(new KvsServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            MaxValueBytes = MaxValueBytes,
            Password = "open sesame",
        });

        public RedisKeyValueStore Store { get; private set; } = null!;

        public async Task InitializeAsync() => Store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions
        {
            EndPoints = [_server.EndPoint!.ToString()],
            Password = "open sesame",
            MaxValueBytes = MaxValueBytes,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            CallTimeout = TimeSpan.FromSeconds(60),
        });

        public async Task DisposeAsync()
        {
            await Store.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
