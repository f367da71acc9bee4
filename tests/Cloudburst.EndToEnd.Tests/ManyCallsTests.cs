using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Many calls in one go.</summary>
[Trait("Feature", "2")]
public sealed class ManyCallsTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Each_call_has_its_own_result_whether_it_is_of_a_function_or_of_a_dag()
    {
        Assert.Equal(Enumerable.Range(0, 2_000).Select(static x => x * x), await InOrderAsync(_cloud.CallManyAsync(TestFunctions.Functions.Square, Enumerable.Range(0, 2_000))));
        Assert.Equal(Enumerable.Range(1, 500).Select(static x => x * x), await InOrderAsync(_cloud.CallManyAsync(TestFunctions.SquareOfIncrement, Enumerable.Range(0, 500))));
        Assert.Equal([], await InOrderAsync(_cloud.CallManyAsync(TestFunctions.Functions.Square, [])));
    }

    [Fact]
    public async Task Results_come_as_they_are_there_and_what_nobody_has_room_for_is_not_asked_for()
    {
        var asked = 0;
        var outcomes = _cloud.CallManyAsync(Requests(), maxInFlight: 4).GetAsyncEnumerator();
        for (var i = 1; i <= 3; i++)
        {
            Assert.True(await outcomes.MoveNextAsync());
            Assert.NotEqual(0, outcomes.Current.Index);
        }
        Assert.InRange(asked, 4, 7);
        TestFunctions.Gates.GetOrAdd(_id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        var last = new List<int>();
        while (await outcomes.MoveNextAsync())
            last.Add(outcomes.Current.Index);
        Assert.Contains(0, last);
        Assert.Equal(20, asked);

        IEnumerable<CloudburstRequest<int>> Requests()
        {
            for (; asked < 20; asked++)
                yield return asked == 0 ? TestFunctions.Functions.Wait.With(_id, 0) : TestFunctions.Functions.Square.With(asked);
        }
    }

    [Fact]
    public async Task Call_that_fails_fails_alone()
    {
        CloudburstRequest<int>[] requests = [TestFunctions.Functions.Square.With(2), TestFunctions.Functions.Fail.With("no"), new("square"), TestFunctions.Functions.Square.With(3)];
        var called = (await _cloud.CallManyAsync(requests).ToListAsync()).OrderBy(static outcome => outcome.Index).ToList();
        Assert.Equal((4, 9), (called[0].Value, called[3].Value));
        Assert.Equal("no", Assert.IsType<FunctionFailedException>(called[1].Error).ExceptionMessage);
        Assert.Throws<FunctionFailedException>(() => called[1].Value);
        Assert.Equal(CloudburstErrorCode.InvalidArgument, Assert.IsType<CloudburstException>(called[2].Error).Code);

        var started = await _cloud.StartManyAsync(requests);
        Assert.Equal([0, 1, 2, 3], started.Select(static outcome => outcome.Index));
        Assert.Equal(9, await started[3].Value.GetAsync());
        await Assert.ThrowsAsync<FunctionFailedException>(() => started[1].Value.GetAsync());
        Assert.False(started[2].Succeeded);
    }

    [Fact]
    public async Task Same_many_calls_made_again_give_the_same_answers()
    {
        var options = new CallOptions { RequestId = _id, OutputKey = $"many-{_id}" };
        var first = await InOrderAsync(_cloud.CallManyAsync(TestFunctions.Functions.Draw, ["a", "b"], options));
        Assert.Equal(first, await InOrderAsync(_cloud.CallManyAsync(TestFunctions.Functions.Draw, ["a", "b"], options)));
        Assert.Equal(first[1], await _cloud.CallAsync(TestFunctions.Functions.Draw, "b", new CallOptions { RequestId = $"{_id}:1" }));
        Assert.Equal(first[1], await new Register<string>(_cloud.State, $"many-{_id}:1").ReadAsync());
    }

    [Fact]
    public async Task Leaving_the_loop_withdraws_what_is_under_way()
    {
        CloudburstRequest<int>[] requests = [TestFunctions.Functions.Wait.With(_id, 1), TestFunctions.Functions.Square.With(2)];
        await foreach (var outcome in _cloud.CallManyAsync(requests))
        {
            Assert.Equal(1, outcome.Index);
            await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(_id)));
            break;
        }
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(_id)));

        using var cancellation = new CancellationTokenSource();
        var all = _cloud.StartManyAsync(TestFunctions.Functions.Square, Endless(cancellation), cancellationToken: cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);

        static IEnumerable<int> Endless(CancellationTokenSource cancellation)
        {
            for (var i = 0; ; i++)
            {
                if (i == 1_000)
                    cancellation.Cancel();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task Many_more_calls_than_a_system_takes_at_once_are_refused_one_by_one()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.Scheduler.MaxInFlight = 50;
        await using var host = builder.Start();
        var requests = Enumerable.Range(0, 80).Select(i => TestFunctions.Functions.Wait.With(_id, i));
        var started = await host.Client.StartManyAsync(requests);
        var refused = started.Where(static outcome => !outcome.Succeeded).ToList();
        Assert.Equal(30, refused.Count);
        Assert.All(refused, static outcome => Assert.Equal(CloudburstErrorCode.Overloaded, Assert.IsType<CloudburstException>(outcome.Error).Code));
        TestFunctions.Gates.GetOrAdd(_id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        foreach (var outcome in started.Where(static outcome => outcome.Succeeded))
            Assert.Equal(outcome.Index, await outcome.Value.GetAsync());
    }

    private static async Task<IReadOnlyList<T>> InOrderAsync<T>(IAsyncEnumerable<CallOutcome<T>> outcomes) =>
        [.. (await outcomes.ToListAsync()).OrderBy(static outcome => outcome.Index).Select(static outcome => outcome.Value)];
}
