using Cloudburst.Client;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Results that are written under a key of the caller's (digest, row 8: output key, response key, client id).</summary>
[Trait("Feature", "8")]
public sealed class OutputKeyTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly string _key = $"output/{Guid.NewGuid():N}";

    public static TheoryData<Consistency> Levels =>
    [
        Consistency.LastWriterWins, Consistency.RepeatableRead, Consistency.SingleKeyCausal, Consistency.MultiKeyCausal, Consistency.Causal, Consistency.Transactional, Consistency.Linearizable,
    ];

    private CallOptions Options => new() { OutputKey = _key };

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task Result_is_under_the_key_when_the_caller_is_answered(Consistency level)
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).Then(TestFunctions.Functions.Square);
        Assert.Equal(16, await fixture.Cloud.CallAsync(dag, 3, Options with { Consistency = level }));
        Assert.Equal(16, await new Register<int>(fixture.Cloud.State, _key).ReadAsync());
        Assert.Equal(25, await fixture.Cloud.TestFunctions.SquareAsync(5, Options with { Consistency = level }));
        Assert.Equal(25, await new Register<int>(fixture.Cloud.State, _key).ReadAsync());
    }

    [Fact]
    public async Task Others_read_it_as_a_reference_and_a_future_has_it_too()
    {
        var future = await fixture.Cloud.TestFunctions.StartSquareAsync(4, Options);
        Assert.Equal(16, await future.GetAsync());
        Assert.Equal(32, await fixture.Cloud.TestFunctions.DoubleAsync(Ref.To<int>(_key)));
    }

    [Fact]
    public async Task Result_of_a_map_or_a_branch_goes_there_like_any_other()
    {
        var map = Dag.Build<int[], int[]>((graph, xs) => graph.Map(TestFunctions.Functions.Square, xs));
        await fixture.Cloud.CallAsync(map, Enumerable.Range(1, 3).ToArray(), Options);
        var squares = await new Register<int[]>(fixture.Cloud.State, _key).ReadAsync();
        Assert.Equal("1 4 9", string.Join(' ', squares!));
        var race = Dag.Build<int, int>((graph, x) => graph.AnyOf(graph.Add(TestFunctions.Functions.Square, x), graph.Add(TestFunctions.Functions.Square, x)));
        await fixture.Cloud.CallAsync(race, 7, Options);
        Assert.Equal(49, await new Register<int>(fixture.Cloud.State, _key).ReadAsync());
    }

    [Fact]
    public async Task A_request_that_fails_writes_nothing()
    {
        await new Register<int>(fixture.Cloud.State, _key).WriteAsync(1);
        await Assert.ThrowsAsync<FunctionFailedException>(() => fixture.Cloud.TestFunctions.FailAsync("on purpose", Options));
        Assert.Equal(1, await new Register<int>(fixture.Cloud.State, _key).ReadAsync());
    }

    [Fact]
    public async Task A_key_of_another_kind_is_an_error_of_the_call()
    {
        await new Counter(fixture.Cloud.State, _key).AddAsync(3);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => fixture.Cloud.TestFunctions.SquareAsync(2, Options));
        Assert.Equal(CloudburstErrorCode.LatticeMismatch, error.Code);
        Assert.Equal(3, await new Counter(fixture.Cloud.State, _key).ReadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("cb/result/x")]
    public async Task A_key_that_can_not_be_is_refused_before_anything_runs(string key)
    {
        var error = await Assert.ThrowsAsync<CloudburstException>(() => fixture.Cloud.TestFunctions.SquareAsync(2, new CallOptions { OutputKey = key }));
        Assert.Equal(CloudburstErrorCode.KeyInvalid, error.Code);
    }

    [Fact]
    public async Task Calls_under_a_lease_write_it_too()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.Client = new ClientOptions { UseLeases = true };
        await using var host = builder.Start();
        for (var x = 0; x < 20; x++)
        {
            await host.Client.TestFunctions.SquareAsync(x, Options);
            Assert.Equal(x * x, await new Register<int>(host.Client.State, _key).ReadAsync());
        }
    }
}
