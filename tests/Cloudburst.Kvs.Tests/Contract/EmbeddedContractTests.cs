namespace Cloudburst.Kvs.Tests.Contract;

public sealed class EmbeddedContractTests(EmbeddedContractTests.Fixture fixture) : KeyValueStoreContract, IClassFixture<EmbeddedContractTests.Fixture>
{
    protected override IKeyValueStore Store => fixture.Store;

    public sealed class Fixture : IAsyncLifetime
    {
        public EmbeddedKeyValueStore Store { get; } = EmbeddedKeyValueStore.Start(new KvsServerOptions { MaxValueBytes = MaxValueBytes });

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await Store.DisposeAsync();
    }
}
