using Cloudburst.Protocol;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Streams of results: as they are produced, no faster than they are taken, each once.</summary>
public sealed class StreamTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;
    private readonly string _gate = Guid.NewGuid().ToString();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000)]
    public async Task Results_arrive_once_and_in_order(int count)
    {
        var next = 0;
        await foreach (var item in _cloud.StreamAsync(StreamFunctions.Functions.CountUp, count))
            Assert.Equal(next++, item);
        Assert.Equal(count, next);
    }

    [Fact]
    public async Task Results_arrive_while_the_function_runs()
    {
        await using var stream = _cloud.StreamFunctions.BeforeAndAfterAsync(_gate, 2).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("before 1", stream.Current);
        Assert.False(TestFunctions.Gates.TryGetValue(_gate, out var gate) && gate.Task.IsCompleted);
        Open();
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("after", stream.Current);
        Assert.False(await stream.MoveNextAsync());
    }

    [Fact]
    public async Task Function_waits_for_its_caller()
    {
        const int bytes = 50_000;
        var underWay = StreamWindow.Bytes / bytes;
        var taken = 0;
        await foreach (var _ in _cloud.StreamFunctions.BlocksAsync(_gate, 500, bytes))
        {
            if (++taken % 100 == 1)
            {
                // It comes as far as it may, and one item that is being produced further.
                await Eventually.IsTrueAsync(() => Task.FromResult(StreamFunctions.Produced[_gate] >= Math.Min(500, taken + (underWay / 2))));
            }
            Assert.InRange(StreamFunctions.Produced[_gate], taken, taken + underWay + 3);
        }
        Assert.Equal(500, taken);
    }

    [Fact]
    public async Task Leaving_the_loop_stops_the_function()
    {
        await foreach (var item in _cloud.StreamFunctions.BeforeAndAfterAsync(_gate, 1))
        {
            Assert.Equal("before 0", item);
            await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(_gate)));
            break;
        }
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(_gate)));
    }

    [Fact]
    public async Task Callers_token_stops_the_function()
    {
        using var withdrawal = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _cloud.StreamFunctions.BeforeAndAfterAsync(_gate, 1).WithCancellation(withdrawal.Token))
            {
                await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(_gate)));
                await withdrawal.CancelAsync();
            }
        });
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(_gate)));
    }

    [Fact]
    public async Task What_the_function_throws_comes_after_the_results_before_it()
    {
        var taken = new List<int>();
        var error = await Assert.ThrowsAsync<FunctionFailedException>(async () =>
        {
            await foreach (var item in _cloud.StreamFunctions.SomeThenFailAsync(3, "no luck"))
                taken.Add(item);
        });
        Assert.Equal("no luck", error.ExceptionMessage);
        Assert.Equal([0, 1, 2], taken);
    }

    [Fact]
    public async Task End_of_the_stream_says_that_the_functions_writes_are_there()
    {
        await foreach (var _ in _cloud.StreamFunctions.SomeThenWriteAsync(_gate, 10))
        {
        }
        Assert.Equal("written", await new Register<string>(_cloud.State, _gate).ReadAsync());
    }

    [Fact]
    public async Task Deadline_is_that_of_the_whole_stream()
    {
        var taken = 0;
        var error = await Assert.ThrowsAsync<CloudburstException>(async () =>
        {
            await foreach (var _ in _cloud.StreamFunctions.BeforeAndAfterAsync(_gate, 1, new CallOptions { Timeout = TimeSpan.FromSeconds(1) }))
                taken++;
        });
        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, error.Code);
        Assert.InRange(taken, 0, 1);
    }

    [Fact]
    public async Task Stream_whose_executor_is_lost_before_its_first_result_is_begun_again()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2).Start();
        var streams = Enumerable.Range(0, 20).Select(_ => CountAsync(host.Client.StreamFunctions.BeforeAndAfterAsync(_gate, 0))).ToArray();
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(_gate) == 20));

        await host.KillExecutorAsync(host.ExecutorIds.First());
        Open();

        Assert.All(await Task.WhenAll(streams), count => Assert.Equal(1, count));
        Assert.True(TestFunctions.Runs[_gate] > 20, "No stream was on the executor that was killed");
    }

    [Fact]
    public async Task Stream_whose_executor_is_lost_after_its_first_result_says_so()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        await using var stream = host.Client.StreamFunctions.BeforeAndAfterAsync(_gate, 2).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(_gate)));

        await host.KillExecutorAsync(host.ExecutorIds.Single());

        Assert.True(await stream.MoveNextAsync());
        var error = await Assert.ThrowsAsync<CloudburstException>(async () => await stream.MoveNextAsync());
        Assert.Equal(CloudburstErrorCode.StreamBroken, error.Code);
        Assert.Equal("2", error.Details["delivered"]);
        Assert.Equal(1, TestFunctions.Runs[_gate]);
    }

    [Fact]
    public async Task Function_is_called_as_what_it_is()
    {
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.CallAsync(new Function<int, int>("count-up"), 3));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("call it with StreamAsync", error.Message, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<CloudburstException>(() => CountAsync(_cloud.StreamAsync(new StreamFunction<int, int>("square"), 3)));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("call it with CallAsync", error.Message, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.RegisterAsync(Dag.Start(new Function<int, int>("count-up")).Named("stream-in-a-dag")));
        Assert.Equal(CloudburstErrorCode.DagInvalid, error.Code);
        Assert.Equal("stream", error.Details["rule"]);

        error = await Assert.ThrowsAsync<CloudburstException>(
            () => CountAsync(_cloud.StreamAsync(StreamFunctions.Functions.CountUp, 3, new CallOptions { Consistency = Consistency.Transactional })));
        Assert.Equal(CloudburstErrorCode.Unsupported, error.Code);

        error = await Assert.ThrowsAsync<CloudburstException>(() => CountAsync(_cloud.StreamAsync(new StreamFunction<int, string>("count-up"), 3)));
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, error.Code);
    }

    private void Open() => TestFunctions.Gates.GetOrAdd(_gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> stream)
    {
        var count = 0;
        await foreach (var _ in stream)
            count++;
        return count;
    }
}
