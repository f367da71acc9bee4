using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>What a function asks of its executors: a resource, so many runs at once, so much time.</summary>
public sealed class LimitTests
{
    /// <summary>Row 19 of the feature table: a GPU function never runs on a CPU executor.</summary>
    [Fact]
    [Trait("Feature", "19")]
    public async Task A_function_runs_only_where_its_resource_is_alone_and_in_dags()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(3);
        builder.Options.ResourcesOfNode = static node => node == 1 ? ["ssd", "gpu"] : ["ssd"];
        await using var host = builder.Start();
        var dag = Dag.Start(LimitFunctions.Functions.Cpu).Then(LimitFunctions.Functions.Gpu);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("node-1-executor-0", await host.Client.LimitFunctions.GpuAsync(""));
            Assert.EndsWith(" node-1-executor-0", await host.Client.CallAsync(dag, ""), StringComparison.Ordinal);
        }
        // The others run anywhere.
        var elsewhere = new HashSet<string>();
        await Eventually.IsTrueAsync(async () =>
        {
            elsewhere.Add(await host.Client.LimitFunctions.CpuAsync(""));
            return elsewhere.Count == 3;
        });
    }

    [Fact]
    public async Task Where_no_executor_has_the_resource_the_error_names_it()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.ResourcesOfNode = static _ => ["GPU"];
        builder.Options.Scheduler = new() { ExecutorPatience = TimeSpan.FromMilliseconds(200) };
        await using var host = builder.Start();
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.LimitFunctions.GpuAsync(""));
        Assert.Equal(CloudburstErrorCode.NoExecutor, error.Code);
        Assert.Contains("No executor with the resource 'gpu', which 'limit.gpu' needs", error.Message, StringComparison.Ordinal);
        Assert.Equal("gpu", error.Details["resource"]);
        error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.CallAsync(Dag.Start(LimitFunctions.Functions.Cpu).Then(LimitFunctions.Functions.Gpu), ""));
        Assert.Equal("limit.gpu", error.Details["function"]);
        Assert.Equal(9, await host.Client.TestFunctions.SquareAsync(3));
    }

    [Fact]
    public async Task A_function_has_so_many_runs_at_once_and_takes_no_worker_while_it_waits()
    {
        LimitFunctions.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.WorkersPerExecutor = 3;
        await using var host = builder.Start();
        var dag = Dag.Start(TestFunctions.Functions.Square).Then(LimitFunctions.Functions.Two).Then(TestFunctions.Functions.Double);
        var calls = Enumerable.Range(0, 40).Select(x => x % 2 == 0 ? host.Client.LimitFunctions.TwoAsync(x) : host.Client.CallAsync(dag, x)).ToList();
        await Eventually.IsTrueAsync(() => Task.FromResult(LimitFunctions.Most >= 2));
        // Two of three workers are taken, and forty calls wait or run.
        for (var x = 0; x < 20; x++)
            Assert.Equal(x * x, await host.Client.TestFunctions.SquareAsync(x));
        LimitFunctions.Gate.SetResult();
        Assert.Equal(Enumerable.Range(0, 40).Select(x => x % 2 == 0 ? x + 1 : 2 * ((x * x) + 1)), await Task.WhenAll(calls));
        Assert.Equal(2, LimitFunctions.Most);
    }

    [Fact]
    public async Task A_function_with_one_run_at_once_uses_every_executor_before_a_call_waits()
    {
        LimitFunctions.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(3).Start();
        var calls = Enumerable.Range(0, 3).Select(_ => host.Client.LimitFunctions.WhereOneAsync()).ToList();
        LimitFunctions.Gate.SetResult();
        Assert.Equal(3, (await Task.WhenAll(calls)).Distinct().Count());
    }

    [Fact]
    public async Task A_function_runs_only_where_its_memory_is_and_waits_for_it()
    {
        LimitFunctions.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(3);
        builder.Options.FunctionMemoryMBOfNode = static node => node == 1 ? 1000 : 500;
        await using var host = builder.Start();
        var calls = Enumerable.Range(0, 5).Select(_ => host.Client.LimitFunctions.LargeAsync()).ToList();
        Assert.Equal(9, await host.Client.TestFunctions.SquareAsync(3));
        LimitFunctions.Gate.SetResult();
        Assert.All(await Task.WhenAll(calls), where => Assert.Equal("node-1-executor-0", where));
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_leaves_the_line()
    {
        LimitFunctions.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.WorkersPerExecutor = 3;
        await using var host = builder.Start();
        var running = Enumerable.Range(0, 2).Select(x => host.Client.LimitFunctions.TwoAsync(x)).ToList();
        await Eventually.IsTrueAsync(async () => (await host.Client.GetStatusAsync()).Executors.Single().InFlight == 2);
        var late = Enumerable.Range(0, 20).Select(x => host.Client.LimitFunctions.TwoAsync(x, new CallOptions { Timeout = TimeSpan.FromSeconds(1) })).ToList();
        foreach (var call in late)
            Assert.Equal(CloudburstErrorCode.DeadlineExceeded, (await Assert.ThrowsAsync<CloudburstException>(() => call)).Code);

        await Eventually.IsTrueAsync(async () => (await host.Client.GetStatusAsync()).Executors.Single().Queued == 0);
        Assert.Equal(16, await host.Client.TestFunctions.SquareAsync(4));
        LimitFunctions.Gate.SetResult();
        Assert.Equal(Enumerable.Range(1, 2), await Task.WhenAll(running));
        Assert.Equal(8, await host.Client.LimitFunctions.TwoAsync(7));
    }

    [Fact]
    public async Task A_call_does_not_stand_in_line_before_the_call_that_it_waits_for()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var slow = await host.Client.TestFunctions.StartWaitAsync("limit-future", 1);
        var after = host.Client.LimitFunctions.OneAsync(slow);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey("limit-future")));
        for (var x = 0; x < 10; x++)
            Assert.Equal(x + 1, await host.Client.LimitFunctions.OneAsync(x));
        TestFunctions.Gates.GetOrAdd("limit-future", static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Assert.Equal(2, await after);
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_told_so_whether_or_not_it_heeds_its_token()
    {
        LimitFunctions.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        var started = await host.Client.LimitFunctions.StartStubbornAsync(1);
        foreach (var call in new Func<Task>[] { () => host.Client.LimitFunctions.HeedsAsync(), () => host.Client.LimitFunctions.StubbornAsync(1), async () => await started.GetAsync() })
        {
            var error = await Assert.ThrowsAsync<CloudburstException>(call);
            Assert.Equal(CloudburstErrorCode.FunctionTimedOut, error.Code);
            Assert.Contains("ran for longer than the 0.2 s that it may", error.Message, StringComparison.Ordinal);
            Assert.StartsWith("limit.", error.Details["function"], StringComparison.Ordinal);
            Assert.False(error.IsTransient);
        }
        LimitFunctions.Gate.SetResult();
        Assert.True(await host.Client.LimitFunctions.QuickAsync());
    }
}
