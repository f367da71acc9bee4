using Cloudburst.Lattices;
using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>The path of single requests.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData(Consistency.LastWriterWins, 0)]
    [InlineData(Consistency.RepeatableRead, 0)]
    [InlineData(Consistency.SingleKeyCausal, 0)]
    [InlineData(Consistency.Transactional, 0)]
    [InlineData(Consistency.Linearizable, 1)]
    public async Task Trace_tells_whether_the_cache_had_what_was_read(Consistency level, int fetchedAgain)
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        // By a client, which has no cache: it is in the store alone.
        await host.Client.State.JoinAsync("traced", CapsuleAt(level));

        var first = Assert.Single((await TraceAsync(host.Client, level)).Runs);
        var second = Assert.Single((await TraceAsync(host.Client, level)).Runs);

        Assert.Equal((1, 1), (first.KeysRead, first.KeysFetched));
        Assert.Equal((1, fetchedAgain), (second.KeysRead, second.KeysFetched));
        Assert.True(second.BytesRead > 0);
    }

    [Fact]
    public async Task Trace_tells_of_a_try_whose_executor_was_lost()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(1, executorsPerNode: 2).Start();
        var gate = Guid.NewGuid().ToString();
        var call = host.Client.CallAsync(TestFunctions.Functions.Wait, gate, 7, new CallOptions { TraceName = gate });
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.GetValueOrDefault(gate) == 1));
        var running = await host.Client.GetTraceAsync(gate);
        Assert.Null(running!.Ended);
        var lost = Assert.Single(Assert.Single(running.Attempts).Executors);

        await host.KillExecutorAsync(lost);
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        Assert.Equal(7, await call);

        var trace = await host.Client.GetTraceAsync(gate);
        Assert.Equal(2, trace!.Attempts.Count);
        Assert.Contains("lost", trace.Attempts[0].Failure, StringComparison.Ordinal);
        Assert.Null(trace.Attempts[1].Failure);
        Assert.NotEqual(lost, Assert.Single(trace.Runs, run => run.Attempt == 2).ExecutorId);
        Assert.NotNull(trace.Ended);
    }

    [Fact]
    public async Task Trace_of_a_name_that_nobody_has_used_is_none()
    {
        await using var host = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();
        Assert.Null(await host.Client.GetTraceAsync("never used"));
    }

    private static byte[] CapsuleAt(Consistency level)
    {
        var payload = Payload.Encode("value");
        return level == Consistency.SingleKeyCausal
            ? Capsule.Encode(SingleKeyCausal.Of(new Dot(1, 1), VectorClock.Bottom, payload))
            : Capsule.Encode(new LastWriterWins(new Stamp(1, 1), payload));
    }

    private static async Task<CloudburstTrace> TraceAsync(ICloudburstClient cloud, Consistency level)
    {
        var name = Guid.NewGuid().ToString();
        Assert.Equal("value", await cloud.CallAsync(TestFunctions.Functions.Read, "traced", new CallOptions { TraceName = name, Consistency = level }));
        return (await cloud.GetTraceAsync(name))!;
    }
}
