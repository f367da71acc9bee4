using Cloudburst.Client;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Functions that go on whatever they are told.</summary>
public sealed class StuckFunctionTests
{
    /// <summary>What an executor allows: <c>ExecutorOptions.MostStuck</c>.</summary>
    private const int MostStuck = 32;
    private static readonly CallOptions Brief = new() { Timeout = TimeSpan.FromMilliseconds(500) };

    [Fact]
    public async Task Function_that_never_returns_loses_its_worker_to_others()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.WorkersPerExecutor = 1;
        await using var host = builder.Start();
        var gate = Guid.NewGuid().ToString();

        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.TestFunctions.IgnoreDeadlineAsync(gate, 1, Brief));

        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, error.Code);
        Assert.Contains("ignore-deadline", error.Message, StringComparison.Ordinal);
        // The only worker is still at it.
        Assert.Equal(4, await host.Client.TestFunctions.SquareAsync(2));
        Release(gate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Executor_takes_nothing_more_while_too_many_functions_do_not_return(bool useLeases)
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.Client = new ClientOptions { UseLeases = useLeases };
        builder.Options.Scheduler.LeaseDuration = TimeSpan.FromHours(1);
        builder.Options.WorkersPerExecutor = MostStuck + 1;
        builder.Options.Scheduler.ExecutorPatience = TimeSpan.FromMilliseconds(200);
        await using var host = builder.Start();
        var gate = Guid.NewGuid().ToString();
        var calls = Enumerable.Range(0, MostStuck).Select(i => host.Client.TestFunctions.IgnoreDeadlineAsync(gate, i, Brief)).ToArray();
        foreach (var call in calls)
            Assert.Equal(CloudburstErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<CloudburstException>(() => call)).Code);

        await Eventually.IsTrueAsync(async () => await AnswersAsync() == CloudburstErrorCode.NoExecutor);

        Release(gate);
        await Eventually.IsTrueAsync(async () => await AnswersAsync() is null);

        async Task<CloudburstErrorCode?> AnswersAsync()
        {
            try
            {
                await host.Client.TestFunctions.SquareAsync(2);
                return null;
            }
            catch (CloudburstException error)
            {
                return error.Code;
            }
        }
    }

    private static void Release(string gate) =>
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
