using Quickstart;
using Xunit.Sdk;

namespace Cloudburst.Aspire.Tests.Debugging;

/// <summary>
/// F5 on the app host: an IDE is asked for every executor, and may stop it as long as it likes. In the collection, so that the other cluster is not asked too.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class DebugSessionTests
{
    // Silent peers are given up after ten seconds where nobody debugs.
    private static readonly TimeSpan AtTheBreakpoint = TimeSpan.FromSeconds(15);
    private static readonly string[] Addresses = ["Cloudburst__Cache", "Cloudburst__Schedulers", "Cloudburst__Listen", "Cloudburst__HealthListen", "Cloudburst__NodeId", "OTEL_SERVICE_NAME"];

    [Fact]
    public async Task Every_executor_is_started_by_the_ide_and_may_stand_still()
    {
        await using var cluster = await DebuggedCluster.StartAsync("Debug");
        AssertDebuggable(cluster);

        var visits = new ShopState(cluster.Client.State).Visits();
        var before = await visits.ReadAsync();
        foreach (var session in cluster.Ide.Sessions)
            await session.SignalAsync("STOP");
        var call = cluster.Client.Store.VisitAsync();
        await AssertPatientAsync(cluster, call);
        foreach (var session in cluster.Ide.Sessions)
            await session.SignalAsync("CONT");

        await call;
        // Nobody else has run it meanwhile.
        Assert.Equal(before + 1, await visits.ReadAsync());
    }

    /// <summary>The runtime's own debugger, on every executor, with a breakpoint in a function.</summary>
    [SkippableFact]
    public async Task Function_may_stand_at_a_breakpoint_of_a_real_debugger()
    {
        await using var cluster = await DebuggedCluster.StartAsync("Debug");
        var visits = new ShopState(cluster.Client.State).Visits();
        var before = await visits.ReadAsync();
        using var deadline = new CancellationTokenSource(DebuggedCluster.Patience);
        var debuggers = new List<ManagedDebugger>();
        try
        {
            foreach (var session in cluster.Ide.Sessions)
                debuggers.Add(await ManagedDebugger.AttachAsync(session.ProcessId, typeof(Store).GetMethod(nameof(Store.Visit))!, deadline.Token));

            var call = cluster.Client.Store.VisitAsync();
            await (await Task.WhenAny(debuggers.Select(debugger => debugger.Hit))).WaitAsync(deadline.Token);
            await AssertPatientAsync(cluster, call);

            // Only one of them was given it, and it is the one to answer.
            var standing = Assert.Single(debuggers, debugger => debugger.Hit.IsCompleted);
            Assert.Equal(before, await visits.ReadAsync());
            await standing.ContinueAsync();
            await call;
            Assert.Equal(before + 1, await visits.ReadAsync());
            Assert.Single(debuggers, debugger => debugger.Hit.IsCompleted);
        }
        finally
        {
            foreach (var debugger in debuggers)
                debugger.Dispose();
        }
    }

    /// <summary>The control of the others: without debugging, what they check does not hold, so they would have noticed.</summary>
    [Fact]
    public async Task Executor_that_nobody_debugs_is_given_up_when_it_stands_still()
    {
        await using var cluster = await DebuggedCluster.StartAsync("NoDebug");
        Assert.ThrowsAny<XunitException>(() => AssertDebuggable(cluster));

        var stopped = cluster.Ide.Sessions.First();
        await stopped.SignalAsync("STOP");
        using var deadline = new CancellationTokenSource(DebuggedCluster.Patience);
        using var period = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while ((await cluster.Client.GetStatusAsync(deadline.Token)).Executors.Count == cluster.Ide.Sessions.Count)
            Assert.True(await period.WaitForNextTickAsync(deadline.Token));
        await stopped.SignalAsync("CONT");
    }

    private static void AssertDebuggable(DebuggedCluster cluster)
    {
        Assert.Equal(
            ["node-0-executor-0", "node-0-executor-1", "node-1-executor-0", "node-1-executor-1"],
            cluster.Ide.Sessions.Select(session => session.Environment["Cloudburst__Id"]).Order());
        Assert.All(cluster.Ide.Sessions, session =>
        {
            Assert.Equal("project", session.Configuration.Type);
            Assert.Equal("Debug", session.Configuration.Mode);
            Assert.Equal(cluster.Project, session.Configuration.ProjectPath);
            Assert.True(session.Configuration.IsWithoutProfile);
            // The IDE starts the project itself; the command line that starts its assembly without one is not for it.
            Assert.Empty(session.Arguments);
            Assert.Equal("executor", session.Environment["Cloudburst__Role"]);
            Assert.Equal("true", session.Environment["Cloudburst__Debugging"]);
            foreach (var name in Addresses)
                Assert.NotEmpty(session.Environment[name]);
        });
    }

    /// <summary>Nobody gives up an executor, or the call that it stands in, for longer than they would without a debugger.</summary>
    private static async Task AssertPatientAsync(DebuggedCluster cluster, Task call)
    {
        await Task.Delay(AtTheBreakpoint);
        Assert.False(call.IsCompleted);
        Assert.Equal(cluster.Ide.Sessions.Count, (await cluster.Client.GetStatusAsync()).Executors.Count);
    }
}
