namespace Cloudburst.Kvs.Tests.Contract;

public sealed class RedisContractTests(RedisContractTests.Fixture fixture) : KeyValueStoreContract, IClassFixture<RedisContractTests.Fixture>
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
    public void Connect_finds_out_that_the_server_does_not_merge()
    {
        Skip.If(fixture.Store is null, RedisServer.WhyMissing);

        Assert.False(fixture.Store.ServerMerges);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private RedisServer? _server;

        public RedisKeyValueStore? Store { get; private set; }

        public async Task InitializeAsync()
        {
            if (!RedisServer.IsInstalled)
                return;
            _server = RedisServer.Start();
            Store = await RedisKeyValueStore.ConnectAsync(new RedisKvsOptions
            {
                EndPoints = [$"127.0.0.1:{_server.Port}"],
                MaxValueBytes = MaxValueBytes,
                ConnectTimeout = TimeSpan.FromSeconds(30),
                CallTimeout = TimeSpan.FromSeconds(60),
            });
        }

        public async Task DisposeAsync()
        {
            if (Store is not null)
                await Store.DisposeAsync();
            _server?.Dispose();
        }
    }
}
