using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

public sealed class FaultTests
{
    [Fact]
    [Trait("Feature", "28")]
    public async Task Requests_survive_the_death_of_their_executor_and_are_answered_once()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2).Start();
        var gate = Guid.NewGuid().ToString();
        var calls = Enumerable.Range(0, 60).Select(i => host.Client.TestFunctions.WaitAsync(gate, i)).ToArray();
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 60));

        await host.KillExecutorAsync(host.ExecutorIds.First());
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

        Assert.Equal(Enumerable.Range(0, 60), await Task.WhenAll(calls));
        Assert.True(TestFunctions.Runs[gate] > 60, "No request was on the executor that was killed");
    }

    [Fact]
    public async Task Call_that_takes_long_is_begun_again_elsewhere_and_its_first_try_is_stopped()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2).Start();
        var mark = Guid.NewGuid().ToString();
        Assert.Equal(2, await host.Client.TestFunctions.SlowAtFirstAsync(mark, new CallOptions { HedgeAfter = TimeSpan.FromMilliseconds(20) }));
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(mark)));
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.TestFunctions.SquareAsync(1, new CallOptions { HedgeAfter = TimeSpan.Zero }));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public async Task Request_waits_for_an_executor_when_the_last_one_is_lost_and_then_says_so()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.Scheduler.ExecutorPatience = TimeSpan.FromMilliseconds(200);
        await using var host = builder.Start();
        Assert.Equal(4, await host.Client.TestFunctions.SquareAsync(2));
        await host.KillExecutorAsync(host.ExecutorIds.Single());
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.TestFunctions.SquareAsync(2));
        Assert.Equal(CloudburstErrorCode.NoExecutor, error.Code);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task State_in_a_folder_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("cloudburst-test-").FullName;
        try
        {
            for (var run = 1; run <= 2; run++)
            {
                var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
                builder.Options.DataFolder = folder;
                await using var host = builder.Start();
                await host.Client.TestFunctions.HitAsync("restart");
                Assert.Equal(run, await new TestState(host.Client.State).Hits("restart").ReadAsync());
                Assert.Equal(16, await host.Client.CallAsync(TestFunctions.SquareOfIncrement, 3));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    [Trait("Feature", "26")]
    public async Task Stopping_waits_for_what_runs()
    {
        var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var gate = Guid.NewGuid().ToString();
        var later = await host.Client.StartAsync(TestFunctions.Functions.Wait, gate, 1);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));
        var stopping = host.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(later.Key);
    }

    [Fact]
    public async Task Request_that_never_finishes_can_be_looked_into()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.Scheduler.MaxAttempts = 1;
        await using var host = builder.Start();
        Assert.Empty(await host.Client.GetDeadLettersAsync());
        var gate = Guid.NewGuid().ToString();
        var call = host.Client.TestFunctions.WaitAsync(gate, 7);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(gate)));

        await host.KillExecutorAsync(host.ExecutorIds.Single());

        var error = await Assert.ThrowsAsync<CloudburstException>(() => call);
        Assert.Equal(CloudburstErrorCode.ExecutorLost, error.Code);
        await Eventually.IsTrueAsync(async () => (await host.Client.GetDeadLettersAsync()).Count == 1);
        var letter = Assert.Single(await host.Client.GetDeadLettersAsync());
        Assert.Equal(("wait", 1, error.Message), (letter.Target, letter.Attempts, letter.Message));
        Assert.Contains(error.Details["dead-letters"], letter.Message, StringComparison.Ordinal);
        Assert.Equal(7, Payload.Decode<int>(letter.Arguments[1].Value));
    }
}
