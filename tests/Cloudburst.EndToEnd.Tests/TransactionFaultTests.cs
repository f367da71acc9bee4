using Cloudburst.Scheduler.Placement;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

public sealed class TransactionFaultTests
{
    private static readonly CallOptions Transactional = new() { Consistency = Consistency.Transactional, Timeout = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task Counters_are_exact_and_accounts_keep_their_sum_while_executors_die()
    {
        const int Requests = 400;
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(2, executorsPerNode: 5);
        builder.Options.Scheduler.Placement = PlacementPolicyKind.Random;
        await using var host = builder.Start();
        var counters = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
        var started = 0;
        var load = Parallel.ForEachAsync(
            Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (i, token) =>
            {
                Interlocked.Increment(ref started);
                await host.Client.TransactionFunctions.CountAsync(counters[i % 4], "fault", Transactional, token);
                await host.Client.CallAsync(TransactionFunctions.Transfer, $"left {i % 3}", $"right {i % 3}", 1L, Transactional, token);
            });
        foreach (var (id, after) in host.ExecutorIds.Take(4).Concat(host.ExecutorIds.Skip(5).Take(4)).Zip(Enumerable.Range(1, 8)).ToList())
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(Volatile.Read(ref started) >= after * 40));
            await host.KillExecutorAsync(id);
        }
        await load;

        var counts = await Task.WhenAll(counters.Select(counter => new Counter(host.Client.State, counter).ReadAsync().AsTask()));
        Assert.All(counts, count => Assert.Equal(Requests / 4, count));
        Assert.True(TransactionFunctions.Runs["fault"] > Requests, "No request was run again; the test has proved little");
        for (var i = 0; i < 3; i++)
        {
            var transfers = Enumerable.Range(0, Requests).Count(request => request % 3 == i);
            Assert.Equal(-transfers, await host.Client.TransactionFunctions.BalanceAsync($"left {i}", Transactional));
            Assert.Equal(transfers, await host.Client.TransactionFunctions.BalanceAsync($"right {i}", Transactional));
        }
    }
}
