using Cloudburst.Client;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Schedulers share nothing but the store (Cloudburst, VLDB 2020, §4.3).</summary>
[Trait("Feature", "24")]
public sealed class SeveralSchedulersTests
{
    private static readonly Dag<int, int> Chain = Dag.Start(TestFunctions.Functions.Increment).Then(TestFunctions.Functions.Square).Named("chain");

    [Fact]
    public async Task Dag_that_is_registered_at_one_is_callable_at_the_other_at_once()
    {
        await using var system = await TwoSchedulers.StartAsync();
        await system.Clients[0].RegisterAsync(Chain);

        Assert.Equal("chain", Assert.Single((await system.Clients[1].GetCatalogAsync()).Dags).Name);
        Assert.Equal(16, await system.Clients[1].CallAsync(Chain, 3));
    }

    [Fact]
    public async Task Name_that_is_taken_at_one_is_taken_at_the_other()
    {
        await using var system = await TwoSchedulers.StartAsync();
        await system.Clients[0].RegisterAsync(Chain);

        var other = Dag.Start(TestFunctions.Functions.Square).Then(TestFunctions.Functions.Increment).Named("chain");
        var refused = await Assert.ThrowsAsync<CloudburstException>(() => system.Clients[1].RegisterAsync(other));

        Assert.Equal(CloudburstErrorCode.DagAlreadyExists, refused.Code);
    }

    [Fact]
    public async Task Dag_that_is_deleted_at_one_is_gone_at_the_other_and_leaves_the_functions_to_others()
    {
        await using var system = await TwoSchedulers.StartAsync();
        var other = Dag.Start(TestFunctions.Functions.Square).Then(TestFunctions.Functions.Increment).Named("other");
        await system.Clients[0].RegisterAsync(Chain);
        await system.Clients[1].RegisterAsync(other);

        await system.Clients[1].DeleteDagAsync("chain");

        var gone = await Assert.ThrowsAsync<CloudburstException>(() => system.Clients[0].DeleteDagAsync("chain"));
        Assert.Equal(CloudburstErrorCode.DagNotFound, gone.Code);
        Assert.Equal(["other"], (await system.Clients[0].GetCatalogAsync()).Dags.Select(dag => dag.Name));
        Assert.Equal(10, await system.Clients[0].CallAsync(other, 3));
    }

    [Fact]
    public async Task Future_of_one_is_awaited_at_the_other()
    {
        await using var system = await TwoSchedulers.StartAsync();

        var future = await system.Clients[0].StartAsync(Chain, 3);

        Assert.Equal(16, await system.Clients[1].GetResultAsync<int>(future.Key));
    }
}
