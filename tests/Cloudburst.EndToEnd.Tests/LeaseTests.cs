using Cloudburst.Client;
using Cloudburst.Scheduler.Placement;
using Cloudburst.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Calls under a placement lease: no scheduler on their way, and everything that a scheduler promises all the same.</summary>
public sealed class LeaseTests
{
    private readonly string _gate = Guid.NewGuid().ToString();

    [Fact]
    public async Task Function_that_is_called_again_and_again_is_called_without_the_scheduler()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1));
        Assert.Equal(4, await host.Client.TestFunctions.SquareAsync(2));
        Assert.Equal(1, placements.Count);

        await LeasedAsync(host, placements);

        // What refers to keys, DAGs, futures and other functions have no lease.
        var before = placements.Count;
        await host.Client.CallAsync(TestFunctions.Functions.Describe, Ref.To<Order>("none"));
        await host.Client.CallAsync(TestFunctions.SquareOfIncrement, 3);
        Assert.Equal(9, await (await host.Client.StartAsync(TestFunctions.Functions.Square, 3)).GetAsync());
        await host.Client.TestFunctions.SquareAsync(2);
        Assert.Equal(before + 3, placements.Count);
    }

    [Fact]
    public async Task Function_that_is_called_again_and_again_with_the_same_references_is_called_without_the_scheduler()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1));
        await new Register<int>(host.Client.State, _gate).WriteAsync(2);
        await LeasedAsync(host, placements, async () => Assert.Equal(4, await host.Client.CallAsync(TestFunctions.Functions.Square, Ref.To<int>(_gate))));

        // What it reads is what is there, and not what was when the lease was granted.
        await new Register<int>(host.Client.State, _gate).WriteAsync(3);
        await Eventually.IsTrueAsync(async () => await host.Client.CallAsync(TestFunctions.Functions.Square, Ref.To<int>(_gate)) == 9);
        // Other keys may lie elsewhere.
        var before = placements.Count;
        await host.Client.CallAsync(TestFunctions.Functions.Square, Ref.To<int>(_gate + "/other"));
        Assert.Equal(before + 1, placements.Count);
    }

    [Fact]
    public async Task Function_fails_and_state_is_durable_as_ever()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1));
        for (var i = 1; i <= 50; i++)
        {
            await host.Client.TestFunctions.HitAsync(_gate);
            Assert.Equal(i, await new TestState(host.Client.State).Hits(_gate).ReadAsync());
            var error = await Assert.ThrowsAsync<FunctionFailedException>(() => host.Client.TestFunctions.FailAsync("no luck"));
            Assert.Equal("no luck", error.ExceptionMessage);
        }
        Assert.InRange(placements.Count, 1, 60);
    }

    [Fact]
    public async Task Requests_survive_the_death_of_an_executor_that_has_them_under_a_lease_and_are_answered_once()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1));
        await LeasedAsync(host, placements, () => host.Client.LeaseFunctions.AttemptOfAsync("open"));
        var before = placements.Count;
        var calls = Enumerable.Range(0, 40).Select(_ => host.Client.LeaseFunctions.AttemptOfAsync(_gate)).ToArray();
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(_gate) == 40));
        Assert.Equal(before, placements.Count);

        // A client with many calls in flight spreads them over the executors of its lease.
        foreach (var executor in host.ExecutorIds.Take(2).ToArray())
            await host.KillExecutorAsync(executor);
        Open(_gate);

        var attempts = await Task.WhenAll(calls);
        Assert.All(attempts, attempt => Assert.InRange(attempt, 1, 3));
        Assert.Contains(2, attempts);
        Assert.Equal(4, await host.Client.TestFunctions.SquareAsync(2));
    }

    [Fact]
    public async Task Executor_without_a_free_worker_declines_and_the_scheduler_finds_another()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1), workers: 1);
        await LeasedAsync(host, placements, () => host.Client.LeaseFunctions.AttemptOfAsync("open"));
        var calls = Enumerable.Range(0, 4).Select(_ => host.Client.LeaseFunctions.AttemptOfAsync(_gate)).ToArray();
        // Four executors with a worker each: every one of the calls has found its own.
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(_gate) == 4));
        Open(_gate);
        Assert.All(await Task.WhenAll(calls), attempt => Assert.Equal(1, attempt));
    }

    [Fact]
    public async Task Executor_that_leaves_takes_nothing_more()
    {
        await using var system = await SplitSystem.StartAsync();
        await using var client = system.NewClient();
        for (var i = 0; i < 20; i++)
            await client.TestFunctions.SquareAsync(i);
        var where = await client.TestFunctions.WhereAsync();
        for (var i = 0; i < 20; i++)
            Assert.Equal(where, await client.TestFunctions.WhereAsync());

        await system.DrainAsync(where);

        for (var i = 0; i < 20; i++)
            Assert.NotEqual(where, await client.TestFunctions.WhereAsync());
    }

    [Fact]
    public async Task Caller_that_withdraws_stops_its_function()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1));
        await LeasedAsync(host, placements, () => host.Client.LeaseFunctions.AttemptOfAsync("open"));
        using var withdrawal = new CancellationTokenSource();
        var call = host.Client.LeaseFunctions.AttemptOfAsync(_gate, cancellationToken: withdrawal.Token);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(_gate)));
        await withdrawal.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Stopped.ContainsKey(_gate)));
    }

    [Fact]
    public async Task Deadline_holds()
    {
        var placements = new CountingPolicy();
        await using var host = Start(placements, TimeSpan.FromHours(1));
        await LeasedAsync(host, placements, () => host.Client.LeaseFunctions.AttemptOfAsync("open"));
        var error = await Assert.ThrowsAsync<CloudburstException>(
            () => host.Client.LeaseFunctions.AttemptOfAsync(_gate, new CallOptions { Timeout = TimeSpan.FromMilliseconds(50) }));
        Assert.Equal(CloudburstErrorCode.DeadlineExceeded, error.Code);
    }

    [Fact]
    public async Task Lease_that_ends_is_asked_for_again_and_none_is_held_where_none_is_granted()
    {
        var placements = new CountingPolicy();
        await using (var host = Start(placements, TimeSpan.FromMilliseconds(20)))
        {
            await Eventually.IsTrueAsync(async () =>
            {
                await host.Client.TestFunctions.SquareAsync(2);
                return placements.Count > 100;
            });
        }
        placements = new CountingPolicy();
        await using (var host = Start(placements, TimeSpan.Zero))
        {
            for (var i = 0; i < 50; i++)
                await host.Client.TestFunctions.SquareAsync(2);
            Assert.Equal(50, placements.Count);
        }
    }

    private static CloudburstTestHost Start(CountingPolicy policy, TimeSpan lease, int workers = 32)
    {
        Open("open");
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 2);
        builder.Options.Client = new ClientOptions { UseLeases = true };
        builder.Options.Scheduler.LeaseDuration = lease;
        builder.Options.WorkersPerExecutor = workers;
        builder.Services.AddSingleton<IPlacementPolicy>(policy);
        return builder.Start();
    }

    /// <summary>Calls a function until its calls are no longer placed.</summary>
    private static Task LeasedAsync(CloudburstTestHost host, CountingPolicy placements, Func<Task>? call = null) => Eventually.IsTrueAsync(async () =>
    {
        var before = placements.Count;
        for (var i = 0; i < 10; i++)
            await (call?.Invoke() ?? host.Client.TestFunctions.SquareAsync(2));
        return placements.Count == before;
    });

    private static void Open(string gate) => TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Takes the next executor for each request, and counts.</summary>
    private sealed class CountingPolicy : IPlacementPolicy
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
        {
            var count = Interlocked.Increment(ref _count);
            for (var node = 0; node < placement.Length; node++)
                placement[node] = request.CandidatesOf(node)[count % request.CandidatesOf(node).Length];
        }
    }
}
