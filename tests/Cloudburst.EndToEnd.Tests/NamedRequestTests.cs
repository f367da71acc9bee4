using Cloudburst.Client;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Requests whose callers have chosen their ids (digest, row 8: output key, response key, client id).</summary>
[Trait("Feature", "8")]
public sealed class NamedRequestTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly string _id = $"order:{Guid.NewGuid():N}";
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    private CallOptions Options => new() { RequestId = _id };

    [Fact]
    public async Task Who_asks_again_gets_the_same_answer_and_nothing_runs()
    {
        var state = new TestState(_cloud.State);
        Assert.Equal(_id, await _cloud.TestFunctions.HitAsync(_id, Options));
        Assert.Equal(_id, await _cloud.TestFunctions.HitAsync(_id, Options));
        await using var other = fixture.NewClient();
        Assert.Equal(_id, await other.TestFunctions.HitAsync(_id, Options));
        Assert.Equal(_id, await (await other.TestFunctions.StartHitAsync(_id, Options)).GetAsync());
        Assert.Equal(1, await state.Hits(_id).ReadAsync());
    }

    [Fact]
    public async Task A_dag_and_a_future_are_answered_alike()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment).Then(TestFunctions.Functions.Square);
        var future = await _cloud.StartAsync(dag, 3, Options);
        Assert.Equal(16, await future.GetAsync());
        Assert.Equal(future.Key, (await _cloud.StartAsync(dag, 3, Options)).Key);
        Assert.Equal(16, await _cloud.CallAsync(dag, 3, Options));
    }

    [Fact]
    public async Task What_a_function_threw_is_its_answer_too()
    {
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<FunctionFailedException>(() => _cloud.TestFunctions.FailAsync("on purpose", Options));
            Assert.Equal("on purpose", error.ExceptionMessage);
        }
        var future = await _cloud.TestFunctions.StartFailAsync("on purpose", Options);
        await Assert.ThrowsAsync<FunctionFailedException>(() => future.GetAsync());
    }

    [Fact]
    public async Task Another_call_with_the_id_is_refused_while_it_runs_and_afterwards()
    {
        var running = _cloud.TestFunctions.WaitAsync(_id, 1, Options);
        await BegunAsync(1);
        await RefusedAsync(() => _cloud.TestFunctions.WaitAsync(_id, 2, Options));
        Open();
        Assert.Equal(1, await running);
        await RefusedAsync(() => _cloud.TestFunctions.WaitAsync(_id, 2, Options));
        await RefusedAsync(() => _cloud.TestFunctions.SquareAsync(1, Options));

        static async Task RefusedAsync(Func<Task> call)
        {
            var error = await Assert.ThrowsAsync<CloudburstException>(call);
            Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
            Assert.Contains("belongs to another call", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Callers_that_ask_while_it_runs_wait_for_the_same_run_and_may_leave_one_by_one()
    {
        using var leaves = new CancellationTokenSource();
        var first = _cloud.TestFunctions.WaitAsync(_id, 7, Options, leaves.Token);
        await BegunAsync(1);
        await using var other = fixture.NewClient();
        var second = other.TestFunctions.WaitAsync(_id, 7, Options);
        var third = other.TestFunctions.WaitAsync(_id, 7, Options);
        // Answered over the same link, behind the two calls.
        await other.GetCatalogAsync();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        Open();
        Assert.Equal((7, 7), (await second, await third));
        Assert.Equal(1, TestFunctions.Runs[_id]);
    }

    [Fact]
    public async Task When_the_last_caller_leaves_it_is_stopped_and_runs_when_asked_for_again()
    {
        using var leaves = new CancellationTokenSource();
        var left = _cloud.TestFunctions.WaitAsync(_id, 7, Options, leaves.Token);
        await BegunAsync(1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(_id)));
        Open();
        await Eventually.IsTrueAsync(async () => await _cloud.TestFunctions.WaitAsync(_id, 7, Options) == 7);
        Assert.Equal(2, TestFunctions.Runs[_id]);
    }

    [Fact]
    public async Task A_call_that_came_to_no_answer_runs_when_asked_for_again()
    {
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.TestFunctions.WaitAsync(_id, 7, Options with { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, error.Code);
        Open();
        Assert.Equal(7, await _cloud.TestFunctions.WaitAsync(_id, 7, Options));
    }

    [Fact]
    public async Task It_holds_across_schedulers()
    {
        await using var system = await TwoSchedulers.StartAsync();
        foreach (var client in system.Clients.Concat(system.Clients))
            Assert.Equal(_id, await client.TestFunctions.HitAsync(_id, Options));
        Assert.Equal(1, await new TestState(system.Clients[0].State).Hits(_id).ReadAsync());
    }

    [Fact]
    public async Task It_holds_for_clients_with_leases()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.Client = new ClientOptions { UseLeases = true };
        await using var host = builder.Start();
        for (var i = 0; i < 20; i++)
        {
            await host.Client.TestFunctions.HitAsync("other");
            await host.Client.TestFunctions.HitAsync(_id, Options);
        }
        Assert.Equal(1, await new TestState(host.Client.State).Hits(_id).ReadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public async Task An_id_that_can_not_be_is_refused(string id)
    {
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.TestFunctions.SquareAsync(2, new CallOptions { RequestId = id }));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Equal("CallOptions.RequestId", error.Details["argument"]);
    }

    [Fact]
    public void A_stream_has_neither_an_id_nor_a_key()
    {
        var stream = new StreamFunction<int>("any").With();
        Assert.Equal(CloudburstErrorCode.Unsupported, Assert.Throws<CloudburstException>(() => _cloud.StreamAsync(stream, Options)).Code);
        Assert.Equal(CloudburstErrorCode.Unsupported, Assert.Throws<CloudburstException>(() => _cloud.StreamAsync(stream, new CallOptions { OutputKey = "k" })).Code);
    }

    private Task BegunAsync(int runs) => Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(_id) == runs));

    private void Open() => TestFunctions.Gates.GetOrAdd(_id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
